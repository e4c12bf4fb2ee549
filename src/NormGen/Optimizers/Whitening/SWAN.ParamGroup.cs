using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class SWAN
{
    /// <summary>Parameters of one role with their own options.</summary>
    public sealed class ParamGroup : BetaParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="matrix_lr_scale">The learning rate of matrices as a multiple of the other parameters'.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="center">Whether the mean of each row of the gradient is taken away.</param>
        /// <param name="method">How gradients are whitened.</param>
        /// <param name="iterations">The number of iterations.</param>
        /// <param name="beta">The factor of the iteration.</param>
        /// <param name="rescale">Whether the whitened gradient gets its Frobenius norm back.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to the bias-corrected root.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, double? matrix_lr_scale = null, double? weight_decay = null, bool? center = null, WhiteningMethod? method = null, int? iterations = null, double? beta = null, bool? rescale = null, double? beta1 = null, double? beta2 = null, double? eps = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, matrix_lr_scale = matrix_lr_scale, weight_decay = weight_decay, center = center, method = method, iterations = iterations, beta = beta, rescale = rescale, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
