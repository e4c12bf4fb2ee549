using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts GradNormLoRP where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchGradNormLoRPExtensions
{
    extension(torch.optim)
    {
        /// <summary>GradNormLoRP over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.GradNormLoRP.GradNormLoRP" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static GradNormLoRP GradNormLoRP(nn.Module model, double lr = 1e-3, int rank = 0, int update_proj_gap = 200, double scale = 1, ProjectionSide proj_type = ProjectionSide.Std, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-6, double weight_decay = 0, bool correct_bias = true, WeightNormForm weight_norm = WeightNormForm.Persistent, bool all_roles = false, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new GradNormLoRP(Groups(ParameterRoles.FromModel(model)), lr, rank, update_proj_gap, scale, proj_type, beta1, beta2, eps, weight_decay, correct_bias, weight_norm, all_roles, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>GradNormLoRP over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.GradNormLoRP.GradNormLoRP" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static GradNormLoRP GradNormLoRP(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, int rank = 0, int update_proj_gap = 200, double scale = 1, ProjectionSide proj_type = ProjectionSide.Std, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-6, double weight_decay = 0, bool correct_bias = true, WeightNormForm weight_norm = WeightNormForm.Persistent, bool all_roles = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new GradNormLoRP(Groups(parameters), lr, rank, update_proj_gap, scale, proj_type, beta1, beta2, eps, weight_decay, correct_bias, weight_norm, all_roles, maximize, half).With(null, false, non_finite);

        /// <summary>GradNormLoRP over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.GradNormLoRP.GradNormLoRP" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static GradNormLoRP GradNormLoRP(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, int rank = 0, int update_proj_gap = 200, double scale = 1, ProjectionSide proj_type = ProjectionSide.Std, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-6, double weight_decay = 0, bool correct_bias = true, WeightNormForm weight_norm = WeightNormForm.Persistent, bool all_roles = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new GradNormLoRP(RoleGroups.Named(parameters, Group), lr, rank, update_proj_gap, scale, proj_type, beta1, beta2, eps, weight_decay, correct_bias, weight_norm, all_roles, maximize, half).With(null, false, non_finite);

        /// <summary>GradNormLoRP over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.GradNormLoRP.GradNormLoRP" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static GradNormLoRP GradNormLoRP(IEnumerable<Parameter> parameters, double lr = 1e-3, int rank = 0, int update_proj_gap = 200, double scale = 1, ProjectionSide proj_type = ProjectionSide.Std, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-6, double weight_decay = 0, bool correct_bias = true, WeightNormForm weight_norm = WeightNormForm.Persistent, bool all_roles = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new GradNormLoRP([new GradNormLoRP.ParamGroup(parameters)], lr, rank, update_proj_gap, scale, proj_type, beta1, beta2, eps, weight_decay, correct_bias, weight_norm, all_roles, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.GradNormLoRP.GradNormLoRP"/>
        /// <returns>The optimizer.</returns>
        public static GradNormLoRP GradNormLoRP(IEnumerable<GradNormLoRP.ParamGroup> parameters, double lr = 1e-3, int rank = 0, int update_proj_gap = 200, double scale = 1, ProjectionSide proj_type = ProjectionSide.Std, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-6, double weight_decay = 0, bool correct_bias = true, WeightNormForm weight_norm = WeightNormForm.Persistent, bool all_roles = false, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new GradNormLoRP(parameters, lr, rank, update_proj_gap, scale, proj_type, beta1, beta2, eps, weight_decay, correct_bias, weight_norm, all_roles, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<GradNormLoRP.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static GradNormLoRP.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
