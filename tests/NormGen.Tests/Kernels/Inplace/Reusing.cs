using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Formulas whose result takes the memory of a tensor.</summary>
internal static partial class Reusing
{
    /// <summary>Backward needs nothing that is overwritten.</summary>
    [Fused(nameof(ShiftFormula))]
    internal static partial Tensor Shift_([Inplace] Tensor x, [PerFeature] Tensor bias);

    /// <summary>The same in TorchSharp.</summary>
    internal static Tensor ShiftFormula(Tensor x, Tensor bias) => x - x.mean([-1L], keepdim: true) + bias;

    /// <summary>The gradient of the gain needs what is overwritten.</summary>
    [Fused(nameof(ScaleFormula))]
    internal static partial Tensor Scale_([Inplace] Tensor x, [PerFeature] Tensor gain);

    /// <summary>The same in TorchSharp.</summary>
    internal static Tensor ScaleFormula(Tensor x, Tensor gain) => x * gain;

    /// <summary>The second tensor is overwritten.</summary>
    [Fused(nameof(AddFormula))]
    internal static partial Tensor Add_(Tensor x, [Inplace] Tensor f, double scale);

    /// <summary>The same in TorchSharp.</summary>
    internal static Tensor AddFormula(Tensor x, Tensor f, double scale) => x.tanh() + scale * f;

    /// <summary>Two passes over all rows.</summary>
    [Fused(nameof(ColumnsFormula))]
    internal static partial Tensor Columns_([Inplace] Tensor x);

    /// <summary>The same in TorchSharp.</summary>
    internal static Tensor ColumnsFormula(Tensor x)
    {
        var centred = x - x.mean([0L], keepdim: true);
        return centred * rsqrt(centred.square().mean([0L], keepdim: true) + 1e-5) * x.abs().amax([-1L], keepdim: true);
    }

    /// <summary>A norm: backward needs the rows.</summary>
    [Fused(nameof(NormFormula))]
    internal static partial Tensor Norm_([Inplace] Tensor x, [PerFeature] Tensor gain);

    /// <summary>The same in TorchSharp.</summary>
    internal static Tensor NormFormula(Tensor x, Tensor gain) => x * rsqrt(x.square().mean([-1L], keepdim: true) + 1e-6) * gain;
}
