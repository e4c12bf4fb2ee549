using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace NormGen.Analyzers.Tests.Harness;

/// <summary>Runs one rule over a test source. Findings are marked <c>[|here|]</c> or <c>{|NG0001:here|}</c>; a source without marks must stay silent.</summary>
internal static class Verify<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>The rule finds exactly what is marked. Compiler errors of annotated sources are ignored: the generated half of a partial class is not there.</summary>
    public static async Task Findings(string source, params DiagnosticResult[] expected)
    {
        if (Recording.Takes<TAnalyzer>(source, expected)) return;
        var test = new AnalyzerTest { TestCode = Usings.Text + source };
        Prepare(test, test.TestState, expected);
        await test.RunAsync();
        await WordRules.AreSound(source);
    }

    /// <summary>As <see cref="Findings"/>, for a program of top-level statements with the types behind them.</summary>
    public static Task FindingsInProgram(string source)
    {
        var test = new AnalyzerTest { TestCode = Usings.Text + source, TestState = { OutputKind = OutputKind.ConsoleApplication } };
        Prepare(test, test.TestState, []);
        return test.RunAsync();
    }

    /// <summary>The rule finds what is marked, and its fix makes <paramref name="fixedSource"/> of it. Where the fix is to add usings, both sources bring all of their own.</summary>
    public static Task Fix<TFix>(string source, string fixedSource, bool fixAll = true, string? equivalenceKey = null, int? codeActionIndex = null, bool hasOwnUsings = false, params DiagnosticResult[] expected)
        where TFix : CodeFixProvider, new()
    {
        if (Recording.Takes<TAnalyzer>(source, expected, typeof(TFix))) return Task.CompletedTask;
        var usings = hasOwnUsings ? "" : Usings.Text;
        var test = new FixTest<TFix> { TestCode = usings + source, FixedCode = usings + fixedSource, CodeActionEquivalenceKey = equivalenceKey, CodeActionIndex = codeActionIndex };
        if (!fixAll) test.CodeFixTestBehaviors |= CodeFixTestBehaviors.SkipFixAllCheck;
        Prepare(test, test.TestState, expected);
        test.FixedState.AdditionalReferences.AddRange(TestReferences.All);
        return test.RunAsync();
    }

    /// <summary>The rule finds nothing, in a source that builds with what the generators add: silence about broken code would mean nothing.</summary>
    public static async Task Silence(string source)
    {
        Assert.Empty(await UserBuild.Errors(source));
        await Findings(source);
    }

    /// <summary>As <see cref="Fix"/>; what the fix makes builds with what the generators add.</summary>
    public static async Task FixThatBuilds<TFix>(string source, string fixedSource)
        where TFix : CodeFixProvider, new()
    {
        Assert.Empty(await UserBuild.Errors(fixedSource));
        await Fix<TFix>(source, fixedSource);
    }

    /// <summary>As <see cref="FixThatBuilds"/> for a fix that changes what the code means, and therefore runs one finding at a time.</summary>
    public static async Task FixWithoutAll<TFix>(string source, string fixedSource)
        where TFix : CodeFixProvider, new()
    {
        if (!fixedSource.Contains("[|", StringComparison.Ordinal)) Assert.Empty(await UserBuild.Errors(fixedSource));
        Assert.Null(new TFix().GetFixAllProvider());
        await Fix<TFix>(source, fixedSource, fixAll: false);
    }

    /// <summary>A finding of the rule with its place and message still to be said.</summary>
    public static DiagnosticResult Result(string id, DiagnosticSeverity severity = DiagnosticSeverity.Error) => new(id, severity);

    /// <summary>The finding marked <c>{|#0:here|}</c> with its whole message.</summary>
    public static DiagnosticResult Finding(string message, DiagnosticSeverity? severity = null)
    {
        var descriptor = new TAnalyzer().SupportedDiagnostics.Single();
        return new DiagnosticResult(descriptor.Id, severity ?? descriptor.DefaultSeverity).WithLocation(0).WithMessage(message);
    }

    private static void Prepare(AnalyzerTest<DefaultVerifier> test, SolutionState state, DiagnosticResult[] expected)
    {
        test.ReferenceAssemblies = TestReferences.None;
        test.CompilerDiagnostics = IsAnnotated(test.TestState.Sources.Single().content.ToString()) ? CompilerDiagnostics.None : CompilerDiagnostics.Errors;
        test.ExpectedDiagnostics.AddRange(expected);
        test.TestState.AdditionalReferences.Clear();
        state.AdditionalReferences.AddRange(TestReferences.All);
        test.SolutionTransforms.Add((solution, id) => solution.WithProjectParseOptions(id, new CSharpParseOptions(LanguageVersion.CSharp14)));
    }

    // Only an annotated class has a generated half that is missing here; any other source must compile, or its silence would mean nothing.
    private static bool IsAnnotated(string source)
        => CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<AttributeSyntax>().Any();

    private sealed class AnalyzerTest : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>;

    private sealed class FixTest<TFix> : CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new();
}
