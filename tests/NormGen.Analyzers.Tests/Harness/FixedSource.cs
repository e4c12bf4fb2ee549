using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace NormGen.Analyzers.Tests.Harness;

/// <summary>What a fix makes of a file with one finding, as text that can be built and run.</summary>
internal static class FixedSource
{
    /// <summary>The titles that are offered, and the files they make, without the usings of all test sources.</summary>
    public static async Task<IReadOnlyList<(string Title, string Source)>> Of<TAnalyzer, TFix>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "User", "User", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14),
            metadataReferences: TestReferences.All));
        var document = workspace.AddDocument(project.Id, "User.cs", SourceText.From(Usings.Text + source));
        var compilation = (await document.Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var finding = Assert.Single(await compilation.WithAnalyzers([new TAnalyzer()]).GetAnalyzerDiagnosticsAsync());
        var actions = new List<CodeAction>();
        await new TFix().RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), CancellationToken.None));
        var made = new List<(string, string)>();
        foreach (var action in actions)
        {
            var changed = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
            made.Add((action.Title, (await changed.GetTextAsync()).ToString()[Usings.Text.Length..]));
        }

        return made;
    }
}
