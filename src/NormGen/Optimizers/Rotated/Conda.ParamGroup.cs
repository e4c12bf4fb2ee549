using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class Conda
{
    /// <summary>Parameters of one role with their own options.</summary>
    public sealed class ParamGroup : BetaParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to the root of the second moment.</param>
        /// <param name="weight_decay">Decoupled weight decay, after the step.</param>
        /// <param name="update_proj_gap">How many steps a basis is used for.</param>
        /// <param name="scale">The learning rate of matrices as a multiple of the other parameters'.</param>
        /// <param name="correct_bias">Whether the rate has Adam's bias correction.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, double? beta1 = null, double? beta2 = null, double? eps = null, double? weight_decay = null, int? update_proj_gap = null, double? scale = null, bool? correct_bias = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, update_proj_gap = update_proj_gap, scale = scale, correct_bias = correct_bias, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
