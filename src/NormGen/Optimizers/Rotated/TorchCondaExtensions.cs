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
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(nn.Module model, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Conda(Groups(ParameterRoles.FromModel(model)), lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>Conda over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.Conda.Conda" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Conda(Groups(parameters), lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half).With(null, false, non_finite);

        /// <summary>Conda over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Conda.Conda" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Conda(RoleGroups.Named(parameters, Group), lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half).With(null, false, non_finite);

        /// <summary>Conda over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Conda.Conda" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Conda([new Conda.ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.Conda.Conda"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Conda Conda(IEnumerable<Conda.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Conda(parameters, lr, beta1, beta2, eps, weight_decay, update_proj_gap, scale, correct_bias, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<Conda.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static Conda.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
