using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts Adafactor where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchAdafactorExtensions
{
    extension(torch.optim)
    {
        /// <summary>Adafactor over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.Adafactor.Adafactor" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Adafactor Adafactor(nn.Module model, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 1e-3, double d = 1, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Adafactor(Groups(ParameterRoles.FromModel(model)), lr, beta2_decay, eps1, eps2, d, weight_decay, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>Adafactor over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.Adafactor.Adafactor" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Adafactor Adafactor(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 1e-3, double d = 1, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Adafactor(Groups(parameters), lr, beta2_decay, eps1, eps2, d, weight_decay, maximize, half).With(null, false, non_finite);

        /// <summary>Adafactor over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Adafactor.Adafactor" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Adafactor Adafactor(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 1e-3, double d = 1, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Adafactor(RoleGroups.Named(parameters, Group), lr, beta2_decay, eps1, eps2, d, weight_decay, maximize, half).With(null, false, non_finite);

        /// <summary>Adafactor over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Adafactor.Adafactor" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Adafactor Adafactor(IEnumerable<Parameter> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 1e-3, double d = 1, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Adafactor([new Adafactor.ParamGroup(parameters)], lr, beta2_decay, eps1, eps2, d, weight_decay, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.Adafactor.Adafactor"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static Adafactor Adafactor(IEnumerable<Adafactor.ParamGroup> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 1e-3, double d = 1, double weight_decay = 0, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new Adafactor(parameters, lr, beta2_decay, eps1, eps2, d, weight_decay, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<Adafactor.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static Adafactor.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
