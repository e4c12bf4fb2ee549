using NormGen.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.HalfTypes;

/// <summary>Updates of bfloat16 and float16 tensors: every new value is computed in float32 from the stored ones and rounded once.</summary>
public class HalfUpdateTests
{
    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void AdamW_is_computed_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor[] halves = [randn(37, 19).to(type), randn(37, 19).to(type), randn(37, 19).to(type) * 0.1, (randn(37, 19).square() * 0.1).to(type)];
        Tensor[] floats = [.. halves.Select(t => t.@float())];
        AdamWUpdates.AdamW(halves[0], halves[1], halves[2], halves[3], 1e-2, 0.9, 0.999, 1e-8, 0.01, 3, 1);
        AdamWUpdates.AdamW(floats[0], floats[1], floats[2], floats[3], 1e-2, 0.9, 0.999, 1e-8, 0.01, 3, 1);
        for (var i = 0; i < halves.Length; i++) AssertRounded(floats[i], halves[i], "tensor " + i);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Rows_and_columns_are_normalized_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (parameter, gradient) = (randn(37, 19).to(type), randn(37, 19).to(type));
        foreach (var update in (Action<Tensor, Tensor>[])[(p, g) => ScaleUpdates.Matrix(p, g, 1e-2, 0.01, 1e-8, 1), (p, g) => ScaleUpdates.Embedding(p, g, 1e-2, 0.01, 1e-8, 1)])
        {
            var (half, whole) = (parameter.clone(), parameter.@float());
            update(half, gradient);
            update(whole, gradient.@float());
            AssertRounded(whole, half, "parameter");
        }
    }

    private static void AssertRounded(Tensor expected, Tensor actual, string what)
    {
        // One rounding; where the float32 numbers of both runs differ in their last bit, it may go the other way by no more than the same unit.
        var steps = (actual.@float() - expected.to(actual.dtype).@float()).abs() / (expected.abs() * (actual.dtype == ScalarType.BFloat16 ? 1f / 128 : 1f / 1024) + 1e-7f);
        Assert.True(steps.max().item<float>() <= 1.01f, what);
        Assert.True((steps > 0).@float().mean().item<float>() < 0.01f, what + ": more than a hundredth rounded another way");
    }
}
