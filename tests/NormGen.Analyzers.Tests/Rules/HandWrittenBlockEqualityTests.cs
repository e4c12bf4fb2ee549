using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Analyzers.Tests.Rules;

/// <summary>A block before and after the fix of NG1030, both built and run on the same weights: outputs, and gradients of the input and of every weight.</summary>
public sealed class HandWrittenBlockEqualityTests
{
    private const string Four = "norm1 = {0};\n        norm2 = {0};\n        norm3 = {0};\n        norm4 = {0};";

    [Theory]
    [InlineData("PreLN", HandWrittenBlockTests.Forward)]
    [InlineData("PostLN", "x = norm1.call(x + mixer.call(x, mask)); return norm2.call(x + mlp.call(x));")]
    [InlineData("OutputNorm", "x = x + norm1.call(mixer.call(x, mask)); return norm2.call(mlp.call(x)) + x;")]
    [InlineData("PeriLN", "x = x + norm2.call(mixer.call(norm1.call(x), mask)); return x + norm4.call(mlp.call(norm3.call(x)));", "LayerNorm", "LayerNorm(width, eps: 1e-3)")]
    [InlineData("PreLN", HandWrittenBlockTests.Forward, "RMSNorm", "new(width, 1e-3)")]
    [InlineData("PreLN", HandWrittenBlockTests.Forward, "FusedLayerNorm", "new(width)")]
    public async Task Results_are_those_of_before(string placement, string forward, string norm = "LayerNorm", string made = "LayerNorm(width)")
    {
        var four = forward.Contains("norm3", StringComparison.Ordinal);
        var make = Four.Replace("{0}", made, StringComparison.Ordinal);
        var source = HandWrittenBlockTests.Block(forward, four ? make : make[..make.IndexOf("\n        norm3", StringComparison.Ordinal)], $"private readonly {norm} norm1, norm2{(four ? ", norm3, norm4" : "")};", name: "Block");
        var fixes = await FixedSource.Of<HandWrittenBlockAnalyzer, UsePlacementCodeFix>(source);
        Assert.Equal($"Let [{placement}] generate forward; keys of state_dict stay", fixes[0].Title);
        Assert.StartsWith($"Let [{placement}] generate forward; keys of state_dict change: norm1 to mixer_norm", fixes[1].Title, StringComparison.Ordinal);

        using var scope = NewDisposeScope();
        var (before, same, renamed) = (Make(source), Make(fixes[0].Source), Make(fixes[1].Source));
        Fill(before);
        Assert.Equal(Keys(before).Order(StringComparer.Ordinal), Keys(same).Order(StringComparer.Ordinal));
        same.load_state_dict(before.state_dict());

        // The other names, in the order in which the sublayers declare them.
        var norms = Keys(before).Where(key => key.StartsWith("norm", StringComparison.Ordinal)).ToList();
        var others = Keys(renamed).Where(key => key.Contains("_norm", StringComparison.Ordinal)).ToList();
        Assert.Equal(norms.Count, others.Count);
        renamed.load_state_dict(before.state_dict().ToDictionary(entry => norms.IndexOf(entry.Key) is >= 0 and var at ? others[at] : entry.Key, entry => entry.Value));
        Assert.All([same, renamed], after => AssertSame(before, after));
    }

    private static nn.Module<Tensor, Tensor, Tensor> Make(string source) => ((nn.Module<Tensor, Tensor, Tensor>)Activator.CreateInstance(UserBuild.Load(source).GetType("Block", throwOnError: true)!, 6L)!).to(ScalarType.Float64);

    private static void Fill(nn.Module module)
    {
        using var random = new Generator(5);
        using var frozen = no_grad();
        foreach (var (_, parameter) in module.named_parameters()) parameter.add_(randn(parameter.shape, dtype: ScalarType.Float64, generator: random) * 0.3);
    }

    private static List<string> Keys(nn.Module module) => [.. module.state_dict().Keys];

    private static void AssertSame(nn.Module<Tensor, Tensor, Tensor> before, nn.Module<Tensor, Tensor, Tensor> after)
    {
        using var random = new Generator(7);
        foreach (var shape in new long[][] { [2, 5, 6], [3, 6] })
        {
            var x = randn(shape, dtype: ScalarType.Float64, generator: random).requires_grad_();
            var (mask, dy) = (rand(shape, dtype: ScalarType.Float64, generator: random), randn(shape, dtype: ScalarType.Float64, generator: random));
            var (expected, actual) = (before.call(x, mask), after.call(x, mask));
            AssertClose(expected, actual);

            // Sums of gradients do not depend on what the weights are called.
            var (theirs, ours) = (autograd.grad([expected], [x, .. before.parameters()], [dy]), autograd.grad([actual], [x, .. after.parameters()], [dy]));
            AssertClose(theirs[0], ours[0]);
            Assert.Equal(theirs.Select(Norm).Order().ToArray(), ours.Select(Norm).Order().ToArray(), (a, b) => Math.Abs(a - b) < 1e-9 * Math.Max(1, Math.Abs(a)));
        }
    }

    private static double Norm(Tensor gradient) => gradient.norm().item<double>();

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().item<double>(), 0, 1e-11 * Math.Max(1, expected.abs().max().item<double>()));
    }
}
