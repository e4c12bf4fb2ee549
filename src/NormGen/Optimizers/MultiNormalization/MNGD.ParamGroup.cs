using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class MNGD
{
    /// <summary>Parameters of one role with their own options.</summary>
    public sealed class ParamGroup : BetaParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="norms">The norms that the gradient of a matrix is normalized by, in order.</param>
        /// <param name="passes">How often the list of norms is gone through.</param>
        /// <param name="matrix_lr_scale">The learning rate of matrices as a multiple of the other parameters'.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to the bias-corrected root.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, IReadOnlyList<GradientNorm>? norms = null, int? passes = null, double? matrix_lr_scale = null, double? weight_decay = null, double? beta1 = null, double? beta2 = null, double? eps = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, norms = norms, passes = passes, matrix_lr_scale = matrix_lr_scale, weight_decay = weight_decay, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
