using System.Reflection;
using NormGen.CodeModel.Formulas;
using NormGen.Generators.Emitters;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>The listing of the stages: the same text every time, and the one that the documentation shows.</summary>
public class KernelListingTests
{
    public static TheoryData<string> Formulas => [.. typeof(FusedAttribute).Assembly.GetTypes().SelectMany(Methods).Select(m => $"{m.DeclaringType!.FullName}.{m.Name}")];

    [Theory]
    [MemberData(nameof(Formulas))]
    public void EveryFormulaOfTheLibraryHasOneAndTheCultureDoesNotCount(string name)
    {
        var graph = Graph(name);
        var listing = KernelListing.Of(graph);
        Assert.Contains(graph.IsUpdate ? "update\n  pass 1".Replace("  ", "    ") : "backward\n    pass 1", listing);
        var culture = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new("") { NumberFormat = { NegativeSign = "minus", NumberDecimalSeparator = "," } };
            Assert.Equal(listing, KernelListing.Of(graph));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("NormGen.Modules.Norms.RMSNorm")]
    [InlineData("NormGen.Optimizers.ScaleUpdates.Embedding")]
    public void TheDocumentationShowsIt(string name)
        => Assert.Contains("```text\n" + KernelListing.Of(Graph(name)) + "```\n", File.ReadAllText(Path.Combine(Repository.Root, "docs", "kernels.md")));

    /// <summary>What is added first is added first on paper too: in floating point it is another number.</summary>
    [Theory]
    [InlineData("x + (y - w)", "= x + (y - w)\n")]
    [InlineData("x + (y + w)", "= x + (y + w)\n")]
    [InlineData("x - (y - w)", "= x - (y - w)\n")]
    [InlineData("x + y - w", "= x + y - w\n")]
    [InlineData("x + (y - w) * 2", "= x + (y - w) · 2\n")]
    public void ASumOnTheRightKeepsItsBrackets(string formula, string written) => Assert.Contains(written, KernelListing.Of(Tests.Formulas.Reading.OfExpression(formula).Graph!));

    private static IEnumerable<MethodInfo> Methods(Type type)
        => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(m => m.IsDefined(typeof(FormulaGraphAttribute)));

    private static FormulaGraph Graph(string name)
    {
        var method = typeof(FusedAttribute).Assembly.GetTypes().SelectMany(Methods).Single(m => $"{m.DeclaringType!.FullName}.{m.Name}" == name);
        return FormulaText.Parse(method.GetCustomAttribute<FormulaGraphAttribute>()!.Graph);
    }
}
