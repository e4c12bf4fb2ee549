using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts Stable-SPAM where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchStableSPAMExtensions
{
    extension(torch.optim)
    {
        /// <summary>Stable-SPAM over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(nn.Module model, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new StableSPAM(Groups(ParameterRoles.FromModel(model)), lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>Stable-SPAM over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new StableSPAM(Groups(parameters), lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half).With(null, false, non_finite);

        /// <summary>Stable-SPAM over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new StableSPAM(RoleGroups.Named(parameters, Group), lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half).With(null, false, non_finite);

        /// <summary>Stable-SPAM over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new StableSPAM([new StableSPAM.ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(IEnumerable<StableSPAM.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new StableSPAM(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<StableSPAM.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static StableSPAM.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
