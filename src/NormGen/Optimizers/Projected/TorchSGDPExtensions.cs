using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts SGDP where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchSGDPExtensions
{
    extension(torch.optim)
    {
        /// <summary>SGDP over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(nn.Module model, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SGDP(Groups(ParameterRoles.FromModel(model)), lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>SGDP over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SGDP(Groups(parameters), lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half).With(null, false, non_finite);

        /// <summary>SGDP over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<(string name, Parameter parameter)> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SGDP(RoleGroups.Named(parameters, Group), lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half).With(null, false, non_finite);

        /// <summary>SGDP over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SGDP([new SGDP.ParamGroup(parameters)], lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.SGDP.SGDP"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<SGDP.ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SGDP(parameters, lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half).With(null, false, non_finite);

        /// <summary>SGDP over parameters of which it is known whether their scale matters, as <see cref="OptimizerAttribute"/> finds it: one group for all that are alike.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<ScaledParameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new SGDP(ScaledParameter.Groups(parameters, (first, named) => new SGDP.ParamGroup(named, first.Role, first.Group, first.BlockRows, first.Bias is not null)), lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<SGDP.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static SGDP.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
