using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Formulas;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>Reads formulas from snippets.</summary>
internal static class Reading
{
    /// <summary>Reads the method <c>M</c> of a formula given as an expression over x, w (per feature) and eps.</summary>
    public static FormulaReading OfExpression(string expression, string members = "") => Of($$"""
        public static partial class N
        {
            [Fused(nameof(F))] public static partial Tensor M(Tensor x, Tensor y, [PerFeature] Tensor w, double eps);
            private static Tensor F(Tensor x, Tensor y, Tensor w, double eps) => {{expression}};
            {{members}}
        }
        """);

    /// <summary>As <see cref="OfExpression"/>, of an update of x.</summary>
    public static FormulaReading OfUpdate(string expression) => Of($$"""
        public static partial class N
        {
            [Fused(nameof(F))] public static partial void M([Updated] Tensor x, Tensor y, double eps);
            private static Tensor F(Tensor x, Tensor y, double eps) => {{expression}};
        }
        """);

    /// <summary>Reads the method <c>M</c> of a source; the source must compile but for the missing half.</summary>
    public static FormulaReading Of(string source)
    {
        var compilation = TestCompilation.Create(source);
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Id is not "CS8795").ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors));
        return FormulaReader.Read(Method(compilation), compilation, default);
    }

    /// <summary>The method <c>M</c> of a compilation.</summary>
    public static IMethodSymbol Method(Compilation compilation, string name = "M")
    {
        var tree = compilation.SyntaxTrees.First(t => t.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Any(m => m.Identifier.ValueText == name));
        var declaration = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().First(m => m.Identifier.ValueText == name);
        return (IMethodSymbol)Microsoft.CodeAnalysis.CSharp.CSharpExtensions.GetDeclaredSymbol(compilation.GetSemanticModel(tree), declaration)!;
    }

    /// <summary>The graph's only output as text: <c>Multiply(in0, in1)</c>.</summary>
    public static string Text(this FormulaReading reading)
    {
        Assert.Empty(reading.Complaints.Select(c => $"{c.Kind} {string.Join(" / ", c.Arguments)}"));
        Assert.NotNull(reading.Graph);
        return Assert.Single(reading.Graph.Outputs).Value.ToString();
    }

    /// <summary>The only complaint, as <c>token: reason -> rewrite</c>.</summary>
    public static FormulaComplaint Complaint(this FormulaReading reading)
    {
        Assert.Null(reading.Graph);
        return Assert.Single(reading.Complaints);
    }
}
