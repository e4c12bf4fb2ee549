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
        /// <inheritdoc cref="Optimizers.FusedAdamW.FusedAdamW(nn.Module, double, double, double, double, double, bool, bool, HalfUpdate)"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(nn.Module model, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default, bool fused = true, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedAdamW(model, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half).With(model, update_in_backward, non_finite) : throw NotFused();

        /// <inheritdoc cref="Optimizers.FusedAdamW.FusedAdamW(IEnumerable{ValueTuple{ParameterRole, string, Parameter}}, double, double, double, double, double, bool, bool, HalfUpdate)"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default, bool fused = true, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedAdamW(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half).With(null, false, non_finite) : throw NotFused();

        /// <inheritdoc cref="Optimizers.FusedAdamW.FusedAdamW(IEnumerable{ValueTuple{string, Parameter}}, double, double, double, double, double, bool, bool, HalfUpdate)"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default, bool fused = true, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedAdamW(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half).With(null, false, non_finite) : throw NotFused();

        /// <inheritdoc cref="Optimizers.FusedAdamW.FusedAdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool, HalfUpdate)"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default, bool fused = true, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedAdamW(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half).With(null, false, non_finite) : throw NotFused();

        /// <inheritdoc cref="Optimizers.FusedAdamW.FusedAdamW(IEnumerable{FusedAdamW.ParamGroup}, double, double, double, double, double, bool, bool, HalfUpdate)"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedAdamW AdamW(IEnumerable<FusedAdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default, bool fused = true, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedAdamW(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half).With(null, false, non_finite) : throw NotFused();
    }

    private static ArgumentException NotFused() => new("fused: false is TorchSharp's own AdamW: call torch.optim.AdamW without the argument.", "fused");
}
