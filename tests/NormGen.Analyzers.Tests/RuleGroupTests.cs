using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Groups;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests;

/// <summary>A build runs every rule, in the group that is as loud as it, and none that is off.</summary>
public sealed class RuleGroupTests
{
    [Fact]
    public void Each_rule_is_in_one_group() => Assert.Equal(RuleGroups.Rules.Select(rule => rule.Name), RuleGroups.All.SelectMany(group => group.Rules).Select(rule => rule.GetType()).OrderBy(rule => rule.FullName, StringComparer.Ordinal).Select(rule => rule.Name));

    [Fact]
    public void The_loudest_finding_of_a_rule_chooses_its_group() => Assert.All(RuleGroups.All, group => Assert.All(group.Rules, rule => Assert.Equal(
        group.GetType(),
        rule.SupportedDiagnostics.Max(descriptor => descriptor.IsEnabledByDefault ? descriptor.DefaultSeverity : DiagnosticSeverity.Hidden) switch { DiagnosticSeverity.Hidden => typeof(HiddenRules), DiagnosticSeverity.Info => typeof(SuggestionRules), _ => typeof(WarningRules) })));

    [Fact]
    public async Task A_rule_that_is_off_reads_nothing()
    {
        var compilation = Compiled(Models.Of("readonly Linear map = Linear(8, 8);", "map.call(x)"));
        var counting = new CountingRule();
        await compilation.WithAnalyzers([counting]).GetAnalyzerDiagnosticsAsync();
        Assert.Equal(1, counting.Reads);

        // Beside a rule that is on: the compiler itself leaves out an analyzer that is off altogether.
        var off = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new(RuleIds.NormOverWidth, ReportDiagnostic.Suppress)]));
        await off.WithAnalyzers([new TestGroup([counting, new CancelledScaleAnalyzer()])]).GetAnalyzerDiagnosticsAsync();
        Assert.Equal(1, counting.Reads);
    }

    [Fact]
    public async Task A_finding_in_a_base_class_of_two_models_is_told_once_however_many_files_lead_to_it()
    {
        var compilation = Compiled("public abstract class Base : Module<Tensor, Tensor> { protected readonly Conv2d conv = Conv2d(3, 8, 3); protected readonly LayerNorm norm = LayerNorm(8); protected Base() : base(\"\") { } public override Tensor forward(Tensor x) => norm.call(conv.call(x)); }", "public sealed class First : Base { public First() => RegisterComponents(); }", "public sealed partial class Second : Base { public Second() => RegisterComponents(); }", "public sealed partial class Second { }");
        Assert.Equal(RuleIds.NormOverWidth, Assert.Single(await compilation.WithAnalyzers([new WarningRules()]).GetAnalyzerDiagnosticsAsync()).Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rule_that_throws_is_named_and_silences_no_other(bool atOnce)
    {
        var compilation = Compiled(Models.Of("readonly Conv2d conv = Conv2d(3, 8, 3); readonly LayerNorm norm = LayerNorm(8);", "norm.call(conv.call(x))"), Models.Of("readonly Linear map = Linear(8, 8);", "map.call(x)", "Other"));
        var found = await compilation.WithAnalyzers([new TestGroup([new ThrowingRule(atOnce), new NormOverWidthAnalyzer()])]).GetAnalyzerDiagnosticsAsync();
        Assert.Single(found, finding => finding.Id == RuleIds.NormOverWidth);
        Assert.Contains($"Thrown by {nameof(ThrowingRule)} ({RuleIds.CancelledScale}).", found.First(finding => finding.Id == "AD0001").GetMessage(), StringComparison.Ordinal);
        Assert.All(found, finding => Assert.Contains(finding.Id, (string[])[RuleIds.NormOverWidth, "AD0001"]));
    }

    private static CSharpCompilation Compiled(params string[] sources)
        => CSharpCompilation.Create("Group", sources.Select((source, i) => CSharpSyntaxTree.ParseText(Usings.Text + source, new(LanguageVersion.CSharp14), $"File{i}.cs")), TestReferences.All, new(OutputKind.DynamicallyLinkedLibrary));

    // Without words, its start throws already.
    private sealed class ThrowingRule(bool atOnce) : ModelAnalyzer(new CancelledScaleAnalyzer().SupportedDiagnostics[0], _ => throw new InvalidOperationException("A graph like no other."), atOnce ? null! : new([], []));

    private sealed class CountingRule() : ModelAnalyzer(new NormOverWidthAnalyzer().SupportedDiagnostics[0], Count, new([], []))
    {
        private static int reads;

        public int Reads => reads;

        private static IEnumerable<CodeModel.Reviews.ModelFinding> Count(CodeModel.Graphs.ModelGraph graph)
        {
            Interlocked.Increment(ref reads);
            return [];
        }
    }
}
