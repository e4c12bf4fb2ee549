using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The orthogonal factor <c>U · Vᵀ</c> of matrices with the singular value decomposition <c>U · S · Vᵀ</c>.</summary>
internal static class PolarFactor
{
    /// <summary>By the decomposition itself, in float32 at least.</summary>
    /// <param name="x">Matrices <c>[.., m, n]</c>.</param>
    /// <remarks>What is not finite has no decomposition: all becomes NaN, as by iteration. A matrix of lower rank has many such factors: directions in which it is zero get zero here, as Newton's iteration leaves them, and not what rounding makes of them.</remarks>
    public static Tensor Exact(Tensor x)
    {
        using var scope = NewDisposeScope();
        var type = x.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        if (!x.isfinite().all().item<bool>()) return full_like(x, double.NaN).MoveToOuterDisposeScope();
        var (u, s, vh) = linalg.svd(x.to(type), fullMatrices: false);
        var epsilon = type == ScalarType.Float64 ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1) - 1;
        // cuSOLVER's decomposition leaves more in a direction that is zero than LAPACK's.
        var rounding = (x.device_type == DeviceType.CPU ? 1 : 32) * epsilon;
        var smallest = s.amax([-1], keepdim: true) * (Math.Max(x.size(-1), x.size(-2)) * rounding);
        return (u * (s > smallest).to(type).unsqueeze(-2)).matmul(vh).to(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>By the coupled iteration of Newton and Schulz for <c>(x · xᵀ)^(-1/2)</c>, on the smaller side, in float32 at least.</summary>
    /// <param name="x">Matrices <c>[.., m, n]</c>.</param>
    /// <param name="iterations">The number of iterations.</param>
    /// <param name="beta">0.5 converges; up to 0.8, singular values grow faster and stay in <c>[0.563, 1.6]</c>.</param>
    /// <param name="isCentred">Whether every row of x has mean zero.</param>
    /// <remarks>
    /// <c>A = x · xᵀ</c>, <c>Y = A / ‖A‖</c>, <c>Z = 1</c>, then <c>T = 3 - Z · Y</c>, <c>Y = beta · Y · T</c>, <c>Z = beta · T · Z</c>; the result is <c>Z · x / √‖A‖</c>. Without the norm the iteration diverges.
    /// <para>Rows of mean zero leave <c>xᵀ · x</c> without a direction, the ones. Rounding would fill it, with either sign, and each iteration makes that up to 5.8 times larger. So the ones are put in, where they change nothing: x has no part along them.</para>
    /// </remarks>
    public static Tensor NewtonSchulz(Tensor x, int iterations, double beta, bool isCentred)
    {
        using var scope = NewDisposeScope();
        var type = x.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var (values, isTall) = (x.to(type), isCentred ? x.size(-2) >= x.size(-1) : x.size(-2) > x.size(-1));
        var gram = isTall ? values.mT.matmul(values) : values.matmul(values.mT);
        // Of zeros the norm is 0, and they stay zeros.
        var norm = gram.square().sum([-2, -1], keepdim: true).sqrt().clamp_min(type == ScalarType.Float64 ? 1e-300 : 1e-36);
        var three = eye(gram.size(-1), dtype: type, device: gram.device) * 3;
        var filled = isCentred && isTall ? 1.0 / gram.size(-1) : 0;
        Tensor y = (gram / norm).add_(filled), z = eye(gram.size(-1), dtype: type, device: gram.device).expand(gram.shape);
        for (var i = 0; i < iterations; i++)
        {
            using var inner = NewDisposeScope();
            var factor = three.sub(z.matmul(y)).mul_(beta);
            var (nextY, nextZ) = (y.matmul(factor).MoveToOuterDisposeScope(), factor.matmul(z).MoveToOuterDisposeScope());
            y.Dispose();
            z.Dispose();
            (y, z) = (nextY, nextZ);
        }

        return (isTall ? values.matmul(z) : z.matmul(values)).div_(norm.sqrt()).to(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Roughly, by the quintic iteration of Muon: with the coefficients here, singular values come near 1 in few iterations and then stay between about 0.7 and 1.2; in float32 at least.</summary>
    /// <param name="x">Matrices <c>[batch, m, n]</c>, contiguous. They are overwritten and disposed.</param>
    /// <param name="iterations">The number of iterations.</param>
    /// <remarks>
    /// <c>X = X / (‖X‖ + eps)</c>, then <c>A = X · Xᵀ</c>, <c>X = (a + b · A + c · A²) · X</c>, on the smaller side: <c>p(X · Xᵀ) · X = X · p(Xᵀ · X)</c>. Jordan et al. 2024, github.com/KellerJordan/Muon, where it runs in bfloat16; coefficients and eps are those of
    /// PyTorch's <c>torch.optim.Muon</c> as well.
    /// </remarks>
    public static Tensor Quintic(Tensor x, int iterations)
    {
        const double A = 3.4445, B = -4.7750, C = 2.0315, Eps = 1e-7;
        using var scope = NewDisposeScope();
        var (isTall, type) = (x.size(-2) > x.size(-1), x.dtype);
        var values = x.to(type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        OrthogonalizationUpdates.Shorten(values, Eps);
        for (var i = 0; i < iterations; i++)
        {
            using var inner = NewDisposeScope();
            var gram = isTall ? values.mT.matmul(values) : values.matmul(values.mT);
            var factor = gram.matmul(gram);
            OrthogonalizationUpdates.Combine(factor, gram, C, B);
            factor.diagonal(0, -2, -1).add_(A);
            var next = (isTall ? values.matmul(factor) : factor.matmul(values)).MoveToOuterDisposeScope();
            values.Dispose();
            values = next;
        }

        return values.to(type).MoveToOuterDisposeScope();
    }
}
