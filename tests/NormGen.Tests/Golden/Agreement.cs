using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The agreement that is asked: 1e-10 in float64 and 1e-5 in float32, relative to the largest entry of the tensor.</summary>
internal static class Agreement
{
    public static GoldenTensor Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return new(tensor.shape, tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray());
    }

    /// <summary>Compares every entry.</summary>
    /// <param name="actual">The result.</param>
    /// <param name="expected">What the golden file says.</param>
    /// <param name="type">The type it was computed in.</param>
    /// <param name="cancelling">The size of terms that cancel in the result: their rounding is allowed on top.</param>
    /// <param name="isSingle">Whether the reference ran in float32.</param>
    /// <param name="what">Says what is compared.</param>
    public static void Check(GoldenTensor actual, GoldenTensor expected, ScalarType type, double cancelling, bool isSingle, string what)
    {
        Assert.True(actual.Shape.SequenceEqual(expected.Shape), $"{what}: shape [{string.Join(", ", actual.Shape)}] instead of [{string.Join(", ", expected.Shape)}].");
        var (asked, epsilon) = type == ScalarType.Float64 ? (1e-10, Math.BitIncrement(1.0) - 1) : (1e-5, MathF.BitIncrement(1) - 1);
        if (isSingle) asked = 1e-4;
        var largest = expected.Data.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var allowed = (asked * largest) + (4 * epsilon * cancelling);
        for (var i = 0; i < actual.Data.Length; i++)
        {
            var (value, wanted) = (actual.Data[i], expected.Data[i]);
            if (double.IsFinite(wanted) ? !(Math.Abs(value - wanted) <= allowed) : !value.Equals(wanted))
                Assert.Fail($"{what}: entry {i} is {value:R} instead of {wanted:R}; allowed is {allowed:E1}, the largest entry is {largest:E3}.");
        }
    }
}
