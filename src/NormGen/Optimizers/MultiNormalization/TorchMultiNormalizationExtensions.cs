using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts multi-normalized gradient descent and SinkGD where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchMultiNormalizationExtensions
{
    extension(torch.optim)
    {
        /// <summary>Multi-normalized gradient descent over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD MNGD(nn.Module model, double lr = 0.02, IReadOnlyList<GradientNorm>? norms = null, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD(Groups(ParameterRoles.FromModel(model)), lr, norms, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>Multi-normalized gradient descent over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD MNGD(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 0.02, IReadOnlyList<GradientNorm>? norms = null, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD(Groups(parameters), lr, norms, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>Multi-normalized gradient descent over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD MNGD(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.02, IReadOnlyList<GradientNorm>? norms = null, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD(RoleGroups.Named(parameters, Group), lr, norms, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>Multi-normalized gradient descent over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'parameters']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD MNGD(IEnumerable<Parameter> parameters, double lr = 0.02, IReadOnlyList<GradientNorm>? norms = null, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD([new MNGD.ParamGroup(parameters)], lr, norms, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <inheritdoc cref="Optimizers.MNGD.MNGD"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD MNGD(IEnumerable<MNGD.ParamGroup> parameters, double lr = 0.02, IReadOnlyList<GradientNorm>? norms = null, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD(parameters, lr, norms, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>SinkGD, which is <see cref="Optimizers.MNGD"/> with rows and columns, over a model, its submodules registered: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'parameters' and @name != 'norms']|/exception"/>
        /// <remarks><c>update_in_backward</c> and <c>non_finite</c> are explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD SinkGD(nn.Module model, double lr = 0.02, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, bool update_in_backward = false, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD(Groups(ParameterRoles.FromModel(model)), lr, null, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(model, update_in_backward, non_finite);

        /// <summary>SinkGD, which is <see cref="Optimizers.MNGD"/> with rows and columns, over parameters with role and name (for messages): one group a role, in order of first appearance.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'parameters' and @name != 'norms']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD SinkGD(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 0.02, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD(Groups(parameters), lr, null, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>SinkGD, which is <see cref="Optimizers.MNGD"/> with rows and columns, over <c>named_parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'parameters' and @name != 'norms']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD SinkGD(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.02, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD(RoleGroups.Named(parameters, Group), lr, null, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>SinkGD, which is <see cref="Optimizers.MNGD"/> with rows and columns, over <c>parameters()</c>: roles from shapes.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'parameters' and @name != 'norms']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD SinkGD(IEnumerable<Parameter> parameters, double lr = 0.02, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD([new MNGD.ParamGroup(parameters)], lr, null, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(null, false, non_finite);

        /// <summary>SinkGD over groups: rows and columns in turn. Groups may have lists of norms of their own.</summary>
        /// <inheritdoc cref="Optimizers.MNGD.MNGD" path="/param[@name != 'norms']|/exception"/>
        /// <remarks><c>non_finite</c> is explained at <see cref="OptimizerBehavior.With"/>.</remarks>
        /// <returns>The optimizer.</returns>
        public static MNGD SinkGD(IEnumerable<MNGD.ParamGroup> parameters, double lr = 0.02, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default, NonFiniteGradients non_finite = NonFiniteGradients.Propagate)
            => new MNGD(parameters, lr, null, passes, matrix_lr_scale, weight_decay, beta1, beta2, eps, maximize, half).With(null, false, non_finite);
    }

    private static IEnumerable<MNGD.ParamGroup> Groups(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters) => RoleGroups.ByRole(parameters, Group);

    private static MNGD.ParamGroup Group(ParameterRole? role, IReadOnlyList<(string name, Parameter parameter)> parameters) => new(parameters, role);
}
