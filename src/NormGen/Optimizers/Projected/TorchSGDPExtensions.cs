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
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(nn.Module model, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default)
            => new(Groups(ParameterRoles.FromModel(model)), lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half);

        /// <summary>SGDP over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default)
            => new(Groups(parameters), lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half);

        /// <summary>SGDP over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<(string name, Parameter parameter)> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default)
            => new(RoleGroups.Named(parameters, Group), lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half);

        /// <summary>SGDP over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default)
            => new([new SGDP.ParamGroup(parameters)], lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half);

        /// <inheritdoc cref="Optimizers.SGDP.SGDP"/>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<SGDP.ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default)
            => new(parameters, lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half);

        /// <summary>SGDP over parameters of which it is known whether their scale matters, as <see cref="OptimizerAttribute"/> finds it: one group for all that are alike.</summary>
        /// <inheritdoc cref="Optimizers.SGDP.SGDP" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static SGDP SGDP(IEnumerable<ScaledParameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default)
            => new(ScaledParameter.Groups(parameters, (first, named) => new SGDP.ParamGroup(named, first.Role, first.Group, first.BlockRows, first.Bias is not null)), lr, momentum, dampening, weight_decay, nesterov, eps, delta, wd_ratio, maximize, half);
    }

    private static IEnumerable<SGDP.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static SGDP.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
