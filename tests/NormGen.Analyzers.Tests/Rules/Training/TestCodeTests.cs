using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules.Training;

/// <summary>Advice on training well is silent where an optimizer is tested; what is wrong is wrong in tests too.</summary>
public sealed class TestCodeTests
{
    private const string Frameworks = "class FactAttribute : Attribute; class FactOnLinuxAttribute : FactAttribute; class TestMethodAttribute : Attribute; class TestFixtureAttribute : Attribute;\n";

    private static string Tests(string body, string mark = "[Fact]", string type = "") => Frameworks + Trainings.Net + $$"""
        {{type}}class Tests
        {
            {{mark}}
            public void Steps() { }

            void Run(Net net, Tensor x, IEnumerable<Tensor> batches)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("[Fact]", "")]
    [InlineData("[FactOnLinux]", "")]
    [InlineData("[TestMethod]", "")]
    [InlineData("", "[TestFixture]\n")]
    public Task Marks_of_every_framework_count(string mark, string type) => Verify<CoupledDecayAnalyzer>.Silence(Tests("torch.optim.RAdam(net.parameters(), weight_decay: 0.1);", mark, type));

    [Fact]
    public Task A_class_inside_of_one_with_tests_is_one() => Verify<CoupledDecayAnalyzer>.Silence(
        Frameworks + Trainings.Net + "class Tests { [Fact] void Steps() { } class Helper { void Run(Net net) { torch.optim.RAdam(net.parameters(), weight_decay: 0.1); } } }");

    [Theory]
    [InlineData("")]
    [InlineData("[Obsolete]")]
    public Task Other_classes_are_none(string mark) => Verify<CoupledDecayAnalyzer>.Findings(Tests("torch.optim.[|RAdam|](net.parameters(), weight_decay: 0.1);", mark));

    [Fact]
    public async Task All_advice_on_training_is_silent()
    {
        await Silent<AdamWeightDecayAnalyzer>("torch.optim.Adam(net.parameters(), weight_decay: 0.1);");
        await Silent<DecayedNormsAnalyzer>("torch.optim.AdamW(net.parameters(), weight_decay: 0.1);");
        await Silent<UnscopedLoopAnalyzer>("var optimizer = torch.optim.SGD(net.parameters(), 0.1);\nforeach (var batch in batches)\n{\n    net.call(batch).sum().backward();\n    optimizer.step();\n}", "foreach");
        await Silent<IgnoredClippingAnalyzer>("var optimizer = torch.optim.AdamW(net.parameters());\n(net.call(x).sum() * 100).backward();\noptimizer.step();", "backward");
        await Silent<MomentumOverScaleInvariantWeightsAnalyzer>("torch.optim.SGD(new Convolutions().parameters(), 0.1, momentum: 0.9);", "SGD");
    }

    [Fact]
    public Task What_is_wrong_is_found_in_tests_too()
        => Verify<SharedParameterAnalyzer>.Findings(Tests("torch.optim.SGD(new[] { new SGD.ParamGroup(net.parameters(), 0.1), [|new SGD.ParamGroup(net.head.parameters(), 0.01)|] }, 0.1);"));

    /// <summary>The rule finds it, and not in a class with tests.</summary>
    private static async Task Silent<TAnalyzer>(string body, string? marked = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var models = Models.Of("readonly Conv2d map = Conv2d(3, 8, 3, bias: false); readonly BatchNorm2d norm = BatchNorm2d(8);", "norm.call(map.call(x))", "Convolutions");
        marked ??= body.Contains("AdamW", StringComparison.Ordinal) ? "AdamW" : "Adam";
        var at = body.LastIndexOf(marked, StringComparison.Ordinal);
        await Verify<TAnalyzer>.Findings(models + Tests($"{body[..at]}[|{marked}|]{body[(at + marked.Length)..]}", ""));
        await Verify<TAnalyzer>.Silence(models + Tests(body));
    }
}
