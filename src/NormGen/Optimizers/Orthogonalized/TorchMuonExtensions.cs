using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts Muon where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchMuonExtensions
{
    extension(torch.optim)
    {
        /// <summary>Muon over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.Muon.Muon" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Muon Muon(nn.Module model, double lr = 0.02, double weight_decay = 0, double momentum = 0.95, bool nesterov = true, int ns_steps = 5, MuonAdjustment adjust_lr_fn = MuonAdjustment.Original, double? adam_lr = 3e-4, double beta1 = 0.9, double beta2 = 0.95, double eps = 1e-10, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Muon(Groups(ParameterRoles.FromModel(model)), lr, weight_decay, momentum, nesterov, ns_steps, adjust_lr_fn, adam_lr, beta1, beta2, eps, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>Muon over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.Muon.Muon" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Muon Muon(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 0.02, double weight_decay = 0, double momentum = 0.95, bool nesterov = true, int ns_steps = 5, MuonAdjustment adjust_lr_fn = MuonAdjustment.Original, double? adam_lr = 3e-4, double beta1 = 0.9, double beta2 = 0.95, double eps = 1e-10, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Muon(Groups(parameters), lr, weight_decay, momentum, nesterov, ns_steps, adjust_lr_fn, adam_lr, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>Muon over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Muon.Muon" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Muon Muon(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.02, double weight_decay = 0, double momentum = 0.95, bool nesterov = true, int ns_steps = 5, MuonAdjustment adjust_lr_fn = MuonAdjustment.Original, double? adam_lr = 3e-4, double beta1 = 0.9, double beta2 = 0.95, double eps = 1e-10, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Muon(RoleGroups.Named(parameters, Group), lr, weight_decay, momentum, nesterov, ns_steps, adjust_lr_fn, adam_lr, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>Muon over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Muon.Muon" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Muon Muon(IEnumerable<Parameter> parameters, double lr = 0.02, double weight_decay = 0, double momentum = 0.95, bool nesterov = true, int ns_steps = 5, MuonAdjustment adjust_lr_fn = MuonAdjustment.Original, double? adam_lr = 3e-4, double beta1 = 0.9, double beta2 = 0.95, double eps = 1e-10, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Muon([new Muon.ParamGroup(parameters)], lr, weight_decay, momentum, nesterov, ns_steps, adjust_lr_fn, adam_lr, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.Muon.Muon"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Muon Muon(IEnumerable<Muon.ParamGroup> parameters, double lr = 0.02, double weight_decay = 0, double momentum = 0.95, bool nesterov = true, int ns_steps = 5, MuonAdjustment adjust_lr_fn = MuonAdjustment.Original, double? adam_lr = 3e-4, double beta1 = 0.9, double beta2 = 0.95, double eps = 1e-10, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Muon(parameters, lr, weight_decay, momentum, nesterov, ns_steps, adjust_lr_fn, adam_lr, beta1, beta2, eps, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<Muon.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static Muon.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
