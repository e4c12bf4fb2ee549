using System.Runtime.CompilerServices;
using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Gradient tools beside TorchSharp's own: <c>torch.nn.utils</c>. They work between <c>backward()</c> and the step of any optimizer, in place; each tensor is read once to know its size, and written only where something changes.</summary>
/// <remarks>Parameters without a gradient are passed over, gradients that several parameters share are counted once, types may be mixed. Where a gradient is not finite, <c>error_if_nonfinite: true</c> throws before anything is changed; else each method says what becomes of it.</remarks>
public static class TorchGradientExtensions
{
    extension(torch.nn.utils)
    {
        /// <summary>Scales all gradients together so that their common norm is at most <paramref name="max_norm"/>: PyTorch's <c>clip_grad_norm_</c>, which TorchSharp has under that name, in one read and at most one write.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="max_norm">The largest norm, zero or more; infinity only measures.</param>
        /// <param name="norm_type">Which norm: 2, infinity, or another number above zero.</param>
        /// <param name="error_if_nonfinite">Whether a norm that is not finite is an error. If not, an infinite norm makes all finite elements zero, and NaN makes all gradients NaN, as in PyTorch.</param>
        /// <returns>The norm before.</returns>
        /// <exception cref="ArgumentException">An argument does not fit; nothing has been changed.</exception>
        /// <exception cref="InvalidOperationException">The norm is not finite and <paramref name="error_if_nonfinite"/>; nothing has been changed.</exception>
        public static double clip_grad_norm_fused_(IEnumerable<Tensor> parameters, double max_norm, double norm_type = 2, bool error_if_nonfinite = false)
        {
            using var noGradients = no_grad();
            using var gradients = Checked(parameters, max_norm, norm_type);
            var norms = gradients.Norms(norm_type, error_if_nonfinite);
            var total = double.IsPositiveInfinity(norm_type) ? norms.Aggregate(0.0, Math.Max) : Math.Pow(norms.Sum(norm => Math.Pow(norm, norm_type)), 1 / norm_type);
            var factor = Factor(max_norm, total);
            if (factor == 1) return total;
            foreach (var (_, _, gradient) in gradients.Items) GradientUpdates.Scale(gradient, factor);
            return total;
        }

        /// <summary>Scales each gradient by itself so that its norm is at most <paramref name="max_norm"/>: a layer with a burst does not slow the others down.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="max_norm">The largest norm, zero or more; infinity only measures.</param>
        /// <param name="norm_type">Which norm: 2, infinity, or another number above zero.</param>
        /// <param name="error_if_nonfinite">Whether a norm that is not finite is an error. If not, that gradient becomes zero where it is finite and NaN where it is not; the others are clipped as ever.</param>
        /// <returns>The norm of each parameter's gradient before, in order; 0 where there is none.</returns>
        /// <exception cref="ArgumentException">An argument does not fit; nothing has been changed.</exception>
        /// <exception cref="InvalidOperationException">A norm is not finite and <paramref name="error_if_nonfinite"/>; nothing has been changed.</exception>
        public static double[] clip_grad_norm_per_layer_(IEnumerable<Tensor> parameters, double max_norm, double norm_type = 2, bool error_if_nonfinite = false)
        {
            using var noGradients = no_grad();
            using var gradients = Checked(parameters, max_norm, norm_type);
            var norms = gradients.Norms(norm_type, error_if_nonfinite);
            foreach (var (index, _, gradient) in gradients.Items)
            {
                var factor = Factor(max_norm, norms[index]);
                if (factor != 1) GradientUpdates.Scale(gradient, factor);
            }

            return norms;
        }

        /// <summary>Divides each gradient by its norm, so that only its direction counts: block-normalized gradients.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="norm_type">Which norm: 2, infinity, or another number above zero.</param>
        /// <param name="eps">The smallest norm that is divided by; zeros stay zeros.</param>
        /// <param name="error_if_nonfinite">Whether a norm that is not finite is an error. If not, that gradient becomes zero where it is finite and NaN where it is not.</param>
        /// <returns>The norm of each parameter's gradient before, in order; 0 where there is none.</returns>
        /// <exception cref="ArgumentException">An argument does not fit; nothing has been changed.</exception>
        /// <exception cref="InvalidOperationException">A norm is not finite and <paramref name="error_if_nonfinite"/>; nothing has been changed.</exception>
        /// <remarks>Yu et al., Block-Normalized Gradient Method: An Empirical Study for Training Deep Neural Network, 2017, arXiv 1707.04822.</remarks>
        public static double[] normalize_grad_per_layer_(IEnumerable<Tensor> parameters, double norm_type = 2, double eps = 1e-8, bool error_if_nonfinite = false)
        {
            Hyperparameter.Positive(eps, nameof(eps));
            using var noGradients = no_grad();
            using var gradients = Checked(parameters, 0, norm_type);
            var norms = gradients.Norms(norm_type, error_if_nonfinite);
            foreach (var (index, _, gradient) in gradients.Items)
                if (norms[index] != 0) GradientUpdates.Scale(gradient, 1 / Math.Max(norms[index], eps));
            return norms;
        }

        /// <summary>Adaptive gradient clipping: each unit's gradient (a row of what has two dimensions or more, else the whole) is at most <paramref name="clip_factor"/> times as long as its weight. Gradient and weight are read once, the gradient is written once.</summary>
        /// <param name="parameters">The parameters; the paper leaves the last layer out.</param>
        /// <param name="clip_factor">The part of the weight's length.</param>
        /// <param name="eps">The smallest length of a weight, so that zeros can grow.</param>
        /// <param name="error_if_nonfinite">Whether a gradient that is not finite is an error, for one read more. If not, its unit becomes zero where it is finite and NaN where it is not.</param>
        /// <exception cref="ArgumentException">An argument does not fit; nothing has been changed.</exception>
        /// <exception cref="InvalidOperationException">A gradient is not finite and <paramref name="error_if_nonfinite"/>; nothing has been changed.</exception>
        /// <remarks>Brock, De, Smith and Simonyan, High-Performance Large-Scale Image Recognition Without Normalization, 2021, arXiv 2102.06171. A gradient shorter than 1e-6 counts as that long, as in the authors' code.</remarks>
        public static void adaptive_clip_grad_(IEnumerable<Tensor> parameters, double clip_factor = 0.01, double eps = 1e-3, bool error_if_nonfinite = false)
        {
            Hyperparameter.NotNegative(clip_factor, nameof(clip_factor));
            Hyperparameter.NotNegative(eps, nameof(eps));
            using var noGradients = no_grad();
            if (parameters is not null) BackwardUpdates.Refuse(parameters = [.. parameters], "adaptive_clip_grad_");
            using var gradients = GradientList.Of(parameters!);
            if (error_if_nonfinite) gradients.Norms(2, error_if_nonfinite);
            foreach (var (_, parameter, gradient) in gradients.Items) GradientUpdates.Adaptive(gradient, parameter, clip_factor, eps);
        }
    }

    private static GradientList Checked(IEnumerable<Tensor> parameters, double max_norm, double norm_type, [CallerMemberName] string tool = "")
    {
        if (parameters is not null) BackwardUpdates.Refuse(parameters = [.. parameters], tool);
        if (!(max_norm >= 0)) throw new ArgumentOutOfRangeException(nameof(max_norm), max_norm, FormattableString.Invariant($"max_norm is {max_norm}, but it must be zero or more."));
        if (!(norm_type > 0)) throw new ArgumentOutOfRangeException(nameof(norm_type), norm_type, FormattableString.Invariant($"norm_type is {norm_type}, but it must be above zero."));
        return GradientList.Of(parameters!);
    }

    /// <summary>What a gradient is multiplied by, in PyTorch's form; NaN for NaN.</summary>
    private static double Factor(double max_norm, double norm) => double.IsPositiveInfinity(max_norm) ? 1 : Math.Min(max_norm / (norm + 1e-6), 1);
}
