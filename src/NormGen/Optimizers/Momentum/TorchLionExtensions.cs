using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts Lion where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchLionExtensions
{
    extension(torch.optim)
    {
        /// <summary>Lion over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.Lion.Lion" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(nn.Module model, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Lion(Groups(ParameterRoles.FromModel(model)), lr, beta1, beta2, weight_decay, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>Lion over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.Lion.Lion" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Lion(Groups(parameters), lr, beta1, beta2, weight_decay, maximize, half).With(null, false, non_finite);

        /// <summary>Lion over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Lion.Lion" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Lion(RoleGroups.Named(parameters, Group), lr, beta1, beta2, weight_decay, maximize, half).With(null, false, non_finite);

        /// <summary>Lion over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Lion.Lion" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(IEnumerable<Parameter> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Lion([new Lion.ParamGroup(parameters)], lr, beta1, beta2, weight_decay, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.Lion.Lion"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(IEnumerable<Lion.ParamGroup> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Lion(parameters, lr, beta1, beta2, weight_decay, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<Lion.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static Lion.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
