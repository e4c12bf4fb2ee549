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
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(nn.Module model, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default)
            => new(Groups(ParameterRoles.FromModel(model)), lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half);

        /// <summary>Stable-SPAM over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default)
            => new(Groups(parameters), lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half);

        /// <summary>Stable-SPAM over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default)
            => new(RoleGroups.Named(parameters, Group), lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half);

        /// <summary>Stable-SPAM over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default)
            => new([new StableSPAM.ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half);

        /// <inheritdoc cref="Optimizers.StableSPAM.StableSPAM"/>
        /// <returns>The optimizer.</returns>
        public static StableSPAM StableSPAM(IEnumerable<StableSPAM.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default)
            => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, reset_mode, maximize, half);
    }

    private static IEnumerable<StableSPAM.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static StableSPAM.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
