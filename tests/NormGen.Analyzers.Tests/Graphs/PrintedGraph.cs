using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeModel.Graphs;

namespace NormGen.Analyzers.Tests.Graphs;

/// <summary>Prints the model graph of a class in a test source.</summary>
internal static class PrintedGraph
{
    /// <summary>The graph of the last class of a source that compiles.</summary>
    public static string Of(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(Usings.Text + source, new(LanguageVersion.CSharp14), "Model.cs");
        var compilation = CSharpCompilation.Create("Model", [tree], TestReferences.All, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var model = tree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.ClassDeclarationSyntax>().Last();
        return ModelGraphText.Print(ModelGraph.Of((INamedTypeSymbol)compilation.GetSemanticModel(tree).GetDeclaredSymbol(model)!, compilation, CancellationToken.None));
    }

    /// <summary>The steps of <c>forward</c> alone.</summary>
    public static string Flow(string source) => Of(source) is var text ? text[(text.IndexOf("forward", StringComparison.Ordinal))..] : "";
}
