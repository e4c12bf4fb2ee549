using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts SCALE where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchScaleExtensions
{
    extension(torch.optim)
    {
        /// <inheritdoc cref="Optimizers.SCALE.SCALE(nn.Module, double, double, double, double?, double, double, double, bool, HalfUpdate)"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(nn.Module model, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SCALE(model, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half).With(model, update_in_backward, non_finite);

        /// <inheritdoc cref="Optimizers.SCALE.SCALE(IEnumerable{ValueTuple{ParameterRole, string, Parameter}}, double, double, double, double?, double, double, double, bool, HalfUpdate)"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SCALE(parameters, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.SCALE.SCALE(IEnumerable{ValueTuple{string, Parameter}}, double, double, double, double?, double, double, double, bool, HalfUpdate)"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SCALE(parameters, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.SCALE.SCALE(IEnumerable{Parameter}, double, double, double, double?, double, double, double, bool, HalfUpdate)"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(IEnumerable<Parameter> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SCALE(parameters, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.SCALE.SCALE(IEnumerable{SCALE.ParamGroup}, double, double, double, double?, double, double, double, bool, HalfUpdate)"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SCALE SCALE(IEnumerable<SCALE.ParamGroup> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SCALE(parameters, lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half).With(null, false, non_finite);
    }
}
