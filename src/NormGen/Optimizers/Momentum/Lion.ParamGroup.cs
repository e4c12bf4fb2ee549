using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class Lion
{
    /// <summary>Parameters with their own options.</summary>
    public sealed class ParamGroup : BetaParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape. Lion updates every role alike.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">The part of the running mean in the step.</param>
        /// <param name="beta2">Decay of the running mean.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, double? beta1 = null, double? beta2 = null, double? weight_decay = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, beta1 = beta1, beta2 = beta2, weight_decay = weight_decay, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
