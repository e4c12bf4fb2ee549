using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The orthogonal factor <c>U · Vᵀ</c> of matrices with the singular value decomposition <c>U · S · Vᵀ</c>.</summary>
internal static class PolarFactor
{
    /// <summary>By the decomposition itself, in float32 at least.</summary>
    /// <param name="x">Matrices <c>[.., m, n]</c>.</param>
    /// <remarks>A matrix of lower rank has many such factors: directions in which it is zero get zero here, as Newton's iteration leaves them, and not what rounding makes of them.</remarks>
    public static Tensor Exact(Tensor x)
    {
        using var scope = NewDisposeScope();
        var type = x.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var (u, s, vh) = linalg.svd(x.to(type), fullMatrices: false);
        var epsilon = type == ScalarType.Float64 ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1) - 1;
        var smallest = s.amax([-1], keepdim: true) * (Math.Max(x.size(-1), x.size(-2)) * epsilon);
        return (u * (s > smallest).to(type).unsqueeze(-2)).matmul(vh).to(x.dtype).MoveToOuterDisposeScope();
    }
}
