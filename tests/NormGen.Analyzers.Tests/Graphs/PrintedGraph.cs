using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Printing;

namespace NormGen.Analyzers.Tests.Graphs;

/// <summary>Prints the model graph of a class in a test source.</summary>
internal static class PrintedGraph
{
    /// <summary>The graph of the last module class of a source that compiles.</summary>
    public static string Of(string source, bool isProgram = false)
    {
        var tree = CSharpSyntaxTree.ParseText(Usings.Text + source, new(LanguageVersion.CSharp14), "Model.cs");
        var compilation = CSharpCompilation.Create("Model", [tree], TestReferences.All, new(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var classes = tree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.ClassDeclarationSyntax>().Select(declared => (INamedTypeSymbol)compilation.GetSemanticModel(tree).GetDeclaredSymbol(declared)!);
        return ModelGraphText.Print(ModelGraph.Of(classes.Last(KnownModules.IsModule), compilation, CancellationToken.None));
    }

    /// <summary>The steps of <c>forward</c> alone.</summary>
    public static string Flow(string source) => Of(source) is var text ? text[(text.IndexOf("forward", StringComparison.Ordinal))..] : "";
}
