using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Compressed root mean square norm over the last dimension: <c>y = x · rsqrt((Σx² + (Σx)²) / (features + 1) + eps)</c>. The input stands for a zero-mean vector of one element more, whose last is <c>-Σx</c>; the result is the first elements of its RMSNorm, and of its LayerNorm.
/// </summary>
/// <remarks>
/// Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858. It has no parameters, as in the authors' code: gain and offset of the norm it replaces belong into the layers that read it.
/// The division is by one more than the features there are. Training and evaluation are the same, and no row depends on another.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="Norms.CRMSNorm"/>), composed TorchSharp elsewhere.
/// </remarks>
[NormFormula(typeof(Norms), nameof(Norms.CRMSNorm))]
public sealed class CRMSNorm : nn.Module<Tensor, Tensor>
{
    /// <summary>Normalizes over the last dimension.</summary>
    /// <param name="normalized_shape">Its size: one less than the width of the model that it stands for.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    public CRMSNorm(long normalized_shape, double eps = 1e-5)
        : base(nameof(CRMSNorm))
    {
        NormArguments.CheckCount(normalized_shape, nameof(normalized_shape));
        (this.normalized_shape, this.eps) = ([normalized_shape], eps);
    }

    /// <summary>The size of the dimension that is normalized, in an array as other norms have it.</summary>
    public long[] normalized_shape { get; }

    /// <summary>What is added to the mean square.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        NormArguments.CheckInput(input, normalized_shape, null, nameof(CRMSNorm));
        return HalfInputs.Apply(input, x => Norms.CRMSNorm(x, eps));
    }
}
