using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Where no gradient of a parameter is wanted, backward is compiled without their sums: every other gradient has the same bits.</summary>
public class FrozenTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Float16];

    public static TheoryData<string> OfRows => [.. UserFormulas.Names];

    public static TheoryData<string> OfChannels => [.. ChannelFormulas.ImageNames, .. ChannelFormulas.AnyRankNames, .. ChannelFormulas.RowNames];

    [Theory]
    [MemberData(nameof(OfRows))]
    public void RowsHaveTheSameGradients(string name) => HaveTheSame(UserFormulas.Get(name), [[5, 19], [70, 130], [300, 33]]);

    [Theory]
    [MemberData(nameof(OfChannels))]
    public void ChannelsHaveTheSameGradients(string name)
        => HaveTheSame(ChannelFormulas.Get(name), ChannelFormulas.ImageNames.Contains(name) ? [[2, 4, 3, 5], [40, 4, 8, 8]] : ChannelFormulas.AnyRankNames.Contains(name) ? [[3, 4, 7], [70, 8, 16]] : [[7, 16], [130, 64]]);

    /// <summary>A gain's sum serves nothing else, those of a batch serve the rows as well.</summary>
    [Fact]
    public void WhatIsLeftOutStandsInTheFile()
    {
        Assert.Contains("if (typeof(P) == typeof(Trained)) Simd.Add<S, T>(ref dgainSum", UserFormulas.File("CosineGate"), StringComparison.Ordinal);
        Assert.Contains("ForParameters: 1", UserFormulas.File("CosineGate"), StringComparison.Ordinal);
        // No parameters.
        Assert.DoesNotContain("Trained", UserFormulas.File("Sink"), StringComparison.Ordinal);
    }

    private static void HaveTheSame(FusedFormula formula, long[][] shapes)
    {
        foreach (var type in Types)
        {
            foreach (var shape in shapes)
            {
                using var scope = NewDisposeScope();
                var trained = Gradients(formula, shape, type, _ => true);
                var frozen = Gradients(formula, shape, type, formula.IsLikeFirst);
                for (var i = 0; i < trained.Length; i++)
                {
                    if (frozen[i] is null && !formula.IsLikeFirst(i)) continue;
                    Assert.Equal(trained[i] is null, frozen[i] is null);
                    if (trained[i] is { } expected) Assert.True(expected.bytes.SequenceEqual(frozen[i]!.bytes), $"{formula.Name} [{string.Join(", ", shape)}] {type}: the gradient of {formula.Tensors[i].Name} is another.");
                }
            }
        }
    }

    private static Tensor?[] Gradients(FusedFormula formula, long[] shape, ScalarType type, Func<int, bool> wanted)
    {
        using var generator = new Generator(8);
        Tensor[] tensors = [.. formula.Tensors.Select((_, i) => randn(formula.ShapeOf(i, shape), generator: generator).to(type).detach().requires_grad_(wanted(i) && !formula.IsUpdated(i)))];
        var results = formula.CallKernel(tensors);
        Tensor[] incoming = [.. results.Select(r => randn(r.shape, generator: generator).to(type))];
        var watched = Enumerable.Range(0, results.Length).Where(i => results[i].requires_grad).ToList();
        if (watched.Count > 0) autograd.backward([.. watched.Select(i => results[i])], [.. watched.Select(i => incoming[i])]);
        return [.. tensors.Select(t => t.grad?.contiguous())];
    }
}
