using System.Reflection;
using Microsoft.CodeAnalysis.CodeFixes;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using Xunit.Sdk;

namespace NormGen.Analyzers.Tests;

/// <summary>Every rule has a test that fails when the rule is switched off, and at least two sources over which it must stay silent; every fix has a test.</summary>
public sealed class RuleCoverageTests
{
    private static readonly Lazy<IReadOnlyList<Recording.Entry>> Recorded = new(Record);

    public static TheoryData<string> Ids => RuleDocumentationTests.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_test_fails_where_the_rule_is_switched_off(string id) => Assert.Contains(Recorded.Value, entry => entry.Found.Contains(id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Two_sources_or_more_must_stay_silent(string id)
    {
        var silent = Recorded.Value.Where(entry => entry.Found.Count == 0 && entry.Rules.Contains(id)).Select(entry => entry.Source).Distinct().Count();
        Assert.True(silent >= 2, $"{id} must stay silent over {silent} sources only.");
    }

    [Fact]
    public void Every_fix_has_a_test()
        => Assert.Empty(typeof(CodeFixes.RuleCodeFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider))).Except(Recorded.Value.Select(entry => entry.Fix)).Select(type => type!.Name));

    [Fact]
    public async Task A_mark_that_no_rule_finds_fails_its_test()
    {
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Verify<NormOverWidthAnalyzer>.Findings(Models.Of("readonly Linear map = [|Linear|](8, 8);", "map.call(x)")));
        await Verify<NormOverWidthAnalyzer>.Findings(Models.Of("readonly Linear map = Linear(8, 8);", "map.call(x)"));
    }

    /// <summary>Runs all tests of rules with a harness that takes their sources down: none is compiled.</summary>
    private static List<Recording.Entry> Record()
    {
        var recording = new Recording();
        var tests = typeof(RuleCoverageTests).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsNested: false } && type.Namespace?.StartsWith("NormGen.Analyzers.Tests.Rules", StringComparison.Ordinal) == true).SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).Where(method => method.IsDefined(typeof(FactAttribute)));
        recording.Of(() =>
        {
            foreach (var test in tests) foreach (var data in Cases(test)) Run(test, data);
        });
        return recording.Entries;
    }

    private static IEnumerable<object?[]> Cases(MethodInfo test)
    {
        var parameters = test.GetParameters();
        if (parameters.Length == 0) return [[]];
        return test.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(test)).Select(data => (object?[])[.. data, .. parameters.Skip(data.Length).Select(parameter => parameter.DefaultValue)]);
    }

    /// <summary>Runs one case. What it asserts about a build that did not run fails, and means nothing.</summary>
    private static void Run(MethodInfo test, object?[] data)
    {
        try
        {
            (test.Invoke(Activator.CreateInstance(test.DeclaringType!), data) as Task)?.GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is XunitException or TargetInvocationException { InnerException: XunitException })
        {
        }
    }
}
