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
        /// <returns>The optimizer.</returns>
        public static Lion Lion(nn.Module model, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default)
            => new(Groups(ParameterRoles.FromModel(model)), lr, beta1, beta2, weight_decay, maximize, half);

        /// <summary>Lion over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.Lion.Lion" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default)
            => new(Groups(parameters), lr, beta1, beta2, weight_decay, maximize, half);

        /// <summary>Lion over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Lion.Lion" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default)
            => new(RoleGroups.Named(parameters, Group), lr, beta1, beta2, weight_decay, maximize, half);

        /// <summary>Lion over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.Lion.Lion" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(IEnumerable<Parameter> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default)
            => new([new Lion.ParamGroup(parameters)], lr, beta1, beta2, weight_decay, maximize, half);

        /// <inheritdoc cref="Optimizers.Lion.Lion"/>
        /// <returns>The optimizer.</returns>
        public static Lion Lion(IEnumerable<Lion.ParamGroup> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default)
            => new(parameters, lr, beta1, beta2, weight_decay, maximize, half);
    }

    private static IEnumerable<Lion.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static Lion.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
