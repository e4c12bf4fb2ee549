using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// The weight gradient of TrAct: of all weight changes the one that moves pre-activations nearest to a step against their own gradient, damped. <c>dW = Gᵀ · x · (xᵀ · x / rows + lambda)⁻¹</c>, and where there are fewer
/// rows than features the same as <c>Gᵀ · (x · xᵀ / rows + lambda)⁻¹ · x</c>, whose matrix is the smaller one.
/// </summary>
/// <remarks>Petersen, Borgelt and Ermon, 2024, arXiv 2410.23970. Products and the Cholesky factorization are libtorch's, in float32 at least.</remarks>
internal static class TrActGradient
{
    // As much of an unfolded image as is in memory at once: 64 MB in float32.
    private const long MostElements = 1 << 24;

    /// <summary>Of a linear layer.</summary>
    /// <param name="x">Rows <c>[rows, features]</c>.</param>
    /// <param name="gradient">The gradient of the output <c>[rows, out]</c>.</param>
    /// <param name="lambda">The damping.</param>
    public static Tensor OfRows(Tensor x, Tensor gradient, double lambda)
    {
        using var scope = NewDisposeScope();
        var type = NormArguments.IsHalf(x.dtype) ? ScalarType.Float32 : x.dtype;
        var (values, incoming, rows) = (x.to(type), gradient.to(type), x.size(0));
        if (rows == 0) return zeros([gradient.size(1), x.size(1)], gradient.dtype, gradient.device).MoveToOuterDisposeScope();
        var result = rows < x.size(1)
            ? Solve(values.matmul(values.t()), rows, lambda, incoming).t().matmul(values)
            : Solve(values.t().matmul(values), rows, lambda, values.t().matmul(incoming)).t();
        return result.to(gradient.dtype).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Of a convolution: a row is what one output position of one sample sees.</summary>
    /// <param name="x">Images <c>[batch, in, height, width]</c>.</param>
    /// <param name="gradient">The gradient of the output <c>[batch, out, ..]</c>.</param>
    /// <param name="weight">The weight, for its shape.</param>
    /// <param name="window">Stride, padding and dilation.</param>
    /// <param name="lambda">The damping.</param>
    /// <param name="mostElements">How much of the unfolded images is in memory at once.</param>
    public static Tensor OfImages(Tensor x, Tensor gradient, Tensor weight, ConvolutionWindow window, double lambda, long mostElements = MostElements)
    {
        using var scope = NewDisposeScope();
        var type = NormArguments.IsHalf(x.dtype) ? ScalarType.Float32 : x.dtype;
        var (features, positions) = (weight.numel() / weight.size(0), gradient.size(2) * gradient.size(3));
        var (values, incoming, rows) = (x.to(type), gradient.to(type).flatten(2), x.size(0) * positions);
        if (rows < features)
        {
            var few = OfRows(window.Unfold(values, weight).transpose(1, 2).flatten(0, 1), incoming.transpose(1, 2).flatten(0, 1), lambda);
            return few.view(weight.shape).to(gradient.dtype).MoveToOuterDisposeScope();
        }

        // A few samples are unfolded at a time, never all.
        Tensor gram = zeros([features, features], type, x.device), plain = zeros([features, gradient.size(1)], type, x.device);
        var samples = Math.Max(1, mostElements / (features * positions));
        for (long first = 0; first < x.size(0); first += samples)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(samples, x.size(0) - first);
            var seen = window.Unfold(values.narrow(0, first, count), weight).transpose(1, 2).flatten(0, 1);
            gram = gram.add(seen.t().matmul(seen)).MoveToOuterDisposeScope();
            plain = plain.add(seen.t().matmul(incoming.narrow(0, first, count).transpose(1, 2).flatten(0, 1))).MoveToOuterDisposeScope();
        }

        return Solve(gram, rows, lambda, plain).t().contiguous().view(weight.shape).to(gradient.dtype).MoveToOuterDisposeScope();
    }

    /// <summary><c>(gram / rows + lambda)⁻¹ · right</c>. What is not finite has no factor: there all becomes NaN.</summary>
    private static Tensor Solve(Tensor gram, long rows, double lambda, Tensor right)
    {
        if (!gram.isfinite().all().item<bool>()) return full_like(right, double.NaN);
        var damped = gram / rows + eye(gram.size(0), dtype: gram.dtype, device: gram.device) * lambda;
        return right.cholesky_solve(linalg.cholesky(damped), upper: false);
    }
}
