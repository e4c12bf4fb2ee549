using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class SCALE
{
    /// <summary>Parameters of one role with their own options.</summary>
    public sealed class ParamGroup : MomentumParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">Decay of the head's running mean.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="adam_lr">Learning rate of vectors.</param>
        /// <param name="beta1">Decay of the vectors' first moment.</param>
        /// <param name="beta2">Decay of the vectors' second moment.</param>
        /// <param name="eps">Added to the root of the vectors' second moment.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, double? momentum = null, double? weight_decay = null, double? adam_lr = null, double? beta1 = null, double? beta2 = null, double? eps = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, momentum = momentum, weight_decay = weight_decay, adam_lr = adam_lr, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, Options options)
            : base(parameters, options)
        {
        }
    }
}
