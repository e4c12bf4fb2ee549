using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts SWAN where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchSWANExtensions
{
    extension(torch.optim)
    {
        /// <summary>SWAN over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.SWAN.SWAN" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(nn.Module model, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SWAN(Groups(ParameterRoles.FromModel(model)), lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>SWAN over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.SWAN.SWAN" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SWAN(Groups(parameters), lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>SWAN over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.SWAN.SWAN" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SWAN(RoleGroups.Named(parameters, Group), lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>SWAN over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.SWAN.SWAN" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(IEnumerable<Parameter> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SWAN([new SWAN.ParamGroup(parameters)], lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.SWAN.SWAN"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(IEnumerable<SWAN.ParamGroup> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SWAN(parameters, lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<SWAN.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static SWAN.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
