using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts AdamP where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchAdamPExtensions
{
    extension(torch.optim)
    {
        /// <summary>AdamP over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.AdamP.AdamP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static AdamP AdamP(nn.Module model, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double delta = 0.1, double wd_ratio = 0.1, bool nesterov = false, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new AdamP(Groups(ParameterRoles.FromModel(model)), lr, beta1, beta2, eps, weight_decay, delta, wd_ratio, nesterov, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>AdamP over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.AdamP.AdamP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static AdamP AdamP(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double delta = 0.1, double wd_ratio = 0.1, bool nesterov = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new AdamP(Groups(parameters), lr, beta1, beta2, eps, weight_decay, delta, wd_ratio, nesterov, maximize, half).With(null, false, non_finite);

        /// <summary>AdamP over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.AdamP.AdamP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static AdamP AdamP(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double delta = 0.1, double wd_ratio = 0.1, bool nesterov = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new AdamP(RoleGroups.Named(parameters, Group), lr, beta1, beta2, eps, weight_decay, delta, wd_ratio, nesterov, maximize, half).With(null, false, non_finite);

        /// <summary>AdamP over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.AdamP.AdamP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static AdamP AdamP(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double delta = 0.1, double wd_ratio = 0.1, bool nesterov = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new AdamP([new AdamP.ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, delta, wd_ratio, nesterov, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.AdamP.AdamP"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static AdamP AdamP(IEnumerable<AdamP.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double delta = 0.1, double wd_ratio = 0.1, bool nesterov = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new AdamP(parameters, lr, beta1, beta2, eps, weight_decay, delta, wd_ratio, nesterov, maximize, half).With(null, false, non_finite);

        /// <summary>AdamP over parameters of which it is known whether their scale matters, as <see cref="OptimizerAttribute"/> finds it: one group for all that are alike.</summary>
        /// <inheritdoc cref="Optimizers.AdamP.AdamP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static AdamP AdamP(IEnumerable<ScaledParameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double delta = 0.1, double wd_ratio = 0.1, bool nesterov = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new AdamP(ScaledParameter.Groups(parameters, (first, named) => new AdamP.ParamGroup(named, first.Role, first.Group, first.BlockRows, first.Bias is not null)), lr, beta1, beta2, eps, weight_decay, delta, wd_ratio, nesterov, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<AdamP.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static AdamP.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
