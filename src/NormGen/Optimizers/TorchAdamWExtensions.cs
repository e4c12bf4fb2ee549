using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts the fused AdamW where TorchSharp users look first: <c>torch.optim</c>. TorchSharp's own <c>torch.optim.AdamW</c> always wins where it fits, so these carry the argument <c>fused: true</c>.</summary>
public static class TorchAdamWExtensions
{
    extension(torch.optim)
    {
        /// <summary>AdamW in one sweep a parameter over a model: all its parameters, once; see <see cref="Optimizers.FusedAdamW"/>.</summary>
        /// <param name="model">The model.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to the bias-corrected root.</param>
        /// <param name="weight_decay">Decoupled weight decay; PyTorch's default.</param>
        /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="fused">Says that this is meant and not TorchSharp's own; must be true.</param>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(nn.Module model, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool fused = true)
            => fused ? new(model, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) : throw NotFused();

        /// <summary>AdamW in one sweep a parameter over parameters with given roles, one group a role; see <see cref="Optimizers.FusedAdamW"/>.</summary>
        /// <param name="parameters">Role, name and parameter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to the bias-corrected root.</param>
        /// <param name="weight_decay">Decoupled weight decay; PyTorch's default.</param>
        /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="fused">Says that this is meant and not TorchSharp's own; must be true.</param>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool fused = true)
            => fused ? new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) : throw NotFused();

        /// <summary>AdamW in one sweep a parameter over <c>named_parameters()</c>; see <see cref="Optimizers.FusedAdamW"/>.</summary>
        /// <param name="parameters">Name and parameter.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to the bias-corrected root.</param>
        /// <param name="weight_decay">Decoupled weight decay; PyTorch's default.</param>
        /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="fused">Says that this is meant and not TorchSharp's own; must be true.</param>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool fused = true)
            => fused ? new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) : throw NotFused();

        /// <summary>AdamW in one sweep a parameter over <c>parameters()</c>; see <see cref="Optimizers.FusedAdamW"/>.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to the bias-corrected root.</param>
        /// <param name="weight_decay">Decoupled weight decay; PyTorch's default.</param>
        /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="fused">Says that this is meant and not TorchSharp's own; must be true.</param>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool fused = true)
            => fused ? new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) : throw NotFused();

        /// <summary>AdamW in one sweep a parameter over groups with their own options; see <see cref="Optimizers.FusedAdamW"/>.</summary>
        /// <param name="parameters">The groups.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to the bias-corrected root.</param>
        /// <param name="weight_decay">Decoupled weight decay; PyTorch's default.</param>
        /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="fused">Says that this is meant and not TorchSharp's own; must be true.</param>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(IEnumerable<FusedAdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool fused = true)
            => fused ? new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) : throw NotFused();
    }

    private static ArgumentException NotFused() => new("fused: false is TorchSharp's own AdamW: call torch.optim.AdamW without the argument.", "fused");
}
