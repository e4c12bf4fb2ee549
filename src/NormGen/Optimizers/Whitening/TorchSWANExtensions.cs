using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts SWAN where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchSWANExtensions
{
    extension(torch.optim)
    {
        /// <summary>SWAN over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.SWAN.SWAN" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(nn.Module model, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
            => new(Groups(ParameterRoles.FromModel(model)), lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half);

        /// <summary>SWAN over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.SWAN.SWAN" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
            => new(Groups(parameters), lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half);

        /// <summary>SWAN over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.SWAN.SWAN" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
            => new(RoleGroups.Named(parameters, Group), lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half);

        /// <summary>SWAN over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.SWAN.SWAN" path="/param[@name != 'parameters']|/exception"/>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(IEnumerable<Parameter> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
            => new([new SWAN.ParamGroup(parameters)], lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half);

        /// <inheritdoc cref="Optimizers.SWAN.SWAN"/>
        /// <returns>The optimizer.</returns>
        public static SWAN SWAN(IEnumerable<SWAN.ParamGroup> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
            => new(parameters, lr, matrix_lr_scale, weight_decay, center, method, iterations, beta, rescale, beta1, beta2, eps, maximize, half);
    }

    private static IEnumerable<SWAN.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static SWAN.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
