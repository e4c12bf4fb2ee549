using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes;

namespace NormGen.Analyzers.Tests.Robustness;

/// <summary>Fixes are asked for while someone types: none may throw over what rules find in code that need not compile, and none may break the syntax of code that has none broken.</summary>
public sealed class FixTests
{
    private static readonly ImmutableArray<CodeFixProvider> Fixes = [.. typeof(RuleCodeFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider))).Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)];

    public static TheoryData<string> Kinds => [.. new[] { ForeignCodeTests.Kinds, LanguageContextTests.Models, LanguageContextTests.Methods }.SelectMany<TheoryData<string>, object[]>(kinds => kinds).Select(row => (string)row[0]), .. BrokenCodeTests.Sources];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_kind_of_code_makes_a_fix_throw(string source)
    {
        var found = await EveryRule.Over([Usings.Text + source]);
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Foreign", "Foreign", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14), metadataReferences: TestReferences.All));
        var document = workspace.AddDocument(project.Id, "File0.cs", SourceText.From(Usings.Text + source));
        var tree = (await document.GetSyntaxTreeAsync())!;
        var isBroken = tree.GetDiagnostics().Any();
        foreach (var finding in found.Where(finding => finding.Location.SourceTree?.FilePath == "File0.cs"))
        {
            var here = Diagnostic.Create(finding.Descriptor, Location.Create(tree, finding.Location.SourceSpan), finding.Properties, []);
            foreach (var fix in Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(finding.Id)))
            {
                var actions = new List<CodeAction>();
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, here, (action, _) => actions.Add(action), CancellationToken.None));
                foreach (var action in actions)
                {
                    var changed = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
                    var broken = (await changed.GetSyntaxTreeAsync())!.GetDiagnostics().FirstOrDefault();
                    Assert.True(isBroken || broken is null, $"{fix.GetType().Name}: {broken}\n{await changed.GetTextAsync()}");
                }
            }
        }
    }
}
