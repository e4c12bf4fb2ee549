using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts Conda where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchCondaExtensions
{
    extension(torch.optim)
    {
        /// <summary>Conda over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.Conda.Conda" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(nn.Module model, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default)
            => new(Groups(ParameterRoles.FromModel(model)), lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half);

        /// <summary>Conda over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.Conda.Conda" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default)
            => new(Groups(parameters), lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half);

        /// <summary>Conda over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Conda.Conda" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default)
            => new(RoleGroups.Named(parameters, Group), lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half);

        /// <summary>Conda over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Conda.Conda" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default)
            => new([new Conda.ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half);

        /// <inheritdoc cref="Optimizers.Conda.Conda"/>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(IEnumerable<Conda.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default)
            => new(parameters, lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half);
    }

    private static IEnumerable<Conda.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static Conda.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
