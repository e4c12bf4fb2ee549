using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class FusedSGD
{
    /// <summary>Parameters with their own options.</summary>
    public sealed class ParamGroup : MomentumParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape. SGD updates every role alike.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">What is left of the buffer after a step.</param>
        /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
        /// <param name="weight_decay">Weight decay, as part of the gradient.</param>
        /// <param name="nesterov">Whether the step looks ahead.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, double? momentum = null, double? dampening = null, double? weight_decay = null, bool? nesterov = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
