using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts the fused SGD where TorchSharp users look first: <c>torch.optim</c>. TorchSharp's own <c>torch.optim.SGD</c> always wins where it fits, so these carry the argument <c>fused: true</c>.</summary>
public static class TorchSGDExtensions
{
    extension(torch.optim)
    {
        /// <summary>SGD in one sweep a parameter over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.FusedSGD.FusedSGD" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedSGD SGD(nn.Module model, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false, HalfUpdate half = default, bool fused = true, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedSGD(Groups(ParameterRoles.FromModel(model)), lr, momentum, dampening, weight_decay, nesterov, maximize, half).With(model, update_in_backward, non_finite) : throw NotFused();

        /// <summary>SGD in one sweep a parameter over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.FusedSGD.FusedSGD" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedSGD SGD(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false, HalfUpdate half = default, bool fused = true, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedSGD(Groups(parameters), lr, momentum, dampening, weight_decay, nesterov, maximize, half).With(null, false, non_finite) : throw NotFused();

        /// <summary>SGD in one sweep a parameter over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.FusedSGD.FusedSGD" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedSGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false, HalfUpdate half = default, bool fused = true, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedSGD(RoleGroups.Named(parameters, Group), lr, momentum, dampening, weight_decay, nesterov, maximize, half).With(null, false, non_finite) : throw NotFused();

        /// <summary>SGD in one sweep a parameter over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.FusedSGD.FusedSGD" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedSGD SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false, HalfUpdate half = default, bool fused = true, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedSGD([new FusedSGD.ParamGroup(parameters)], lr, momentum, dampening, weight_decay, nesterov, maximize, half).With(null, false, non_finite) : throw NotFused();

        /// <inheritdoc cref="Optimizers.FusedSGD.FusedSGD"/>
        /// <remarks><c>fused</c> says that this optimizer is meant and not TorchSharp's own; it must be true. <c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static FusedSGD SGD(IEnumerable<FusedSGD.ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false, HalfUpdate half = default, bool fused = true, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => fused ? new FusedSGD(parameters, lr, momentum, dampening, weight_decay, nesterov, maximize, half).With(null, false, non_finite) : throw NotFused();
    }

    private static IEnumerable<FusedSGD.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static FusedSGD.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);

    private static ArgumentException NotFused() => new("fused: false is TorchSharp's own SGD: call torch.optim.SGD without the argument.", "fused");
}
