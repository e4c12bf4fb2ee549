using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>NaN with bits that rounding would carry on, in whatever a formula takes beside bfloat16 rows: a result is NaN where it is for the formula, and has the formula's other numbers.</summary>
public class NaNBesideHalvesTests
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile("""
            [Fused(nameof(RowsFormula))]
            internal static partial Tensor Rows(Tensor x, [PerFeature] Tensor gain, [PerRow] Tensor gate, double shift = 0.5);
            private static Tensor RowsFormula(Tensor x, Tensor gain, Tensor gate, double shift) => x * gain + gate.unsqueeze(-1) + shift;

            // The features' numbers are joined before the rows are read.
            [Fused(nameof(TotalFormula))]
            internal static partial Tensor Total(Tensor x, [PerFeature] Tensor gain, [PerFeature] Tensor shift);
            private static Tensor TotalFormula(Tensor x, Tensor gain, Tensor shift) => where(x > 0, x + (gain - gain.mean()), x * (shift + x.mean([0L])));

            // A number is chosen as it is, without arithmetic.
            [Fused(nameof(ChosenFormula))]
            internal static partial Tensor Chosen(Tensor x, [PerFeature] Tensor gain, [PerRow] Tensor gate);
            private static Tensor ChosenFormula(Tensor x, Tensor gain, Tensor gate) => where(x > 0, gain, where(x > -1, gate.unsqueeze(-1), x));

            [Fused(nameof(ChannelsFormula))]
            internal static partial Tensor Channels(Tensor x, [PerChannel] Tensor gain, [PerPosition] Tensor mask);
            private static Tensor ChannelsFormula(Tensor x, Tensor gain, Tensor mask) => x * rsqrt(x.square().mean([2L, 3L], keepdim: true) + 1e-5) * gain.view(1, -1, 1, 1) + mask;
        """));

    public static TheoryData<string, uint> Cases
    {
        get
        {
            var cases = new TheoryData<string, uint>();
            foreach (var name in new[] { "Rows", "Total", "Chosen", "Channels" })
                foreach (var bits in new uint[] { 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7F80_0001, 0xFFFF_8000 }) cases.Add(name, bits);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_are_none_where_the_formula_says_so(string name, uint bits)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        manual_seed(bits % 1000);
        var formula = Library.Value[name] with { HasChannels = name == "Channels" };
        long[] shape = formula.HasChannels ? [2, 3, 5, 7] : [6, 37];
        for (var marked = 1; marked < formula.Tensors.Length; marked++)
        {
            Tensor[] tensors = [randn(shape).to(ScalarType.BFloat16), .. Enumerable.Range(1, formula.Tensors.Length - 1).Select(i => Marked(formula.ShapeOf(i, shape), i == marked ? bits : null))];
            Check(formula.CallFormula([.. tensors.Select(t => t.@float())])[0], formula.CallKernel(tensors)[0]);
        }
    }

    [Fact]
    public void A_number_of_the_call_as_well()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var result = (Tensor)Library.Value["Rows"].Kernel.Invoke(null, [randn(3, 20).to(ScalarType.BFloat16), ones(20), ones(3), BitConverter.Int64BitsToDouble(long.MaxValue)])!;
        Assert.True(result.isnan().all().item<bool>());
    }

    private static Tensor Marked(long[] shape, uint? bits)
    {
        var numbers = randn(shape);
        if (bits is not { } nan) return numbers;
        var values = MemoryMarshal.Cast<byte, float>(numbers.bytes);
        values[0] = values[^1] = BitConverter.UInt32BitsToSingle(nan);
        return numbers;
    }

    private static void Check(Tensor expected, Tensor actual)
    {
        Assert.Equal(ScalarType.BFloat16, actual.dtype);
        Assert.True(expected.isnan().any().item<bool>());
        Assert.Equal(expected.isnan().view(-1).data<bool>().ToArray(), actual.isnan().view(-1).data<bool>().ToArray());
        Assert.True(expected.nan_to_num().allclose(actual.@float().nan_to_num(), 1e-2, 1e-2));
    }
}
