using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Invariance;
using NormGen.CodeModel.Modules;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Invariance;

/// <summary>Reads the scale-invariant weights of the class <c>Net</c> of a test source.</summary>
internal static class InvarianceOf
{
    /// <summary>What a file of a test model begins with.</summary>
    public const string Usings = "using System.Linq; using NormGen.Modules; using TorchSharp.Modules; using static TorchSharp.torch.nn; using F = TorchSharp.torch.nn.functional;\n";

    // What the generated half of an annotated class would settle: partial members without a body, calls of generated methods.
    private static readonly string[] Generated = ["CS8795", "CS0103"];

    /// <summary>The findings by the weight's path.</summary>
    public static IReadOnlyDictionary<string, ScaleInvariance> Net(string source)
    {
        var compilation = TestCompilation.Create(Usings + source);
        Assert.Empty(compilation.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error && !Generated.Contains(problem.Id)));
        var tree = ModuleTree.Read(compilation.GetTypeByMetadataName("Net")!, compilation, CancellationToken.None);
        return InvarianceReader.Read(tree).ToDictionary(found => found.Weight.Path);
    }

    /// <summary>The findings as <c>path: group</c>, with the norm that is the cause and a mark where the bias goes along.</summary>
    public static string[] Rows(string source) => [.. Net(source).Values.Select(found => $"{found.Weight.Path}: {found.Group.ToString().ToLowerInvariant()}{found.BlockRows}{(found.WithBias ? " with bias" : "")}, {found.Cause.Module?.Path ?? found.Cause.Norm.ToString()}")];

    /// <summary>The findings of a class with these fields and this body of <c>forward(Tensor x)</c>.</summary>
    public static string[] Rows(string fields, string forward) => Rows(Class(fields, forward));

    /// <summary>A class with these fields and this body of <c>forward(Tensor x)</c>.</summary>
    public static string Class(string fields, string forward) => $$"""
        public class Net : Module<Tensor, Tensor>
        {
            {{fields}}
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) { {{forward}} }
        }
        """;
}
