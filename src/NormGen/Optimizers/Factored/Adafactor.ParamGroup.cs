using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class Adafactor
{
    /// <summary>Parameters with their own options.</summary>
    public sealed class ParamGroup : FusedParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape. Adafactor goes by the number of dimensions alone.</param>
        /// <param name="lr">The largest step relative to the size of the parameter.</param>
        /// <param name="beta2_decay">The exponent of the weight of a gradient in the second moment.</param>
        /// <param name="eps1">The smallest root of a second moment that the gradient is divided by.</param>
        /// <param name="eps2">The smallest size of a parameter that steps are relative to.</param>
        /// <param name="d">The largest root mean square of an update.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, double? beta2_decay = null, double? eps1 = null, double? eps2 = null, double? d = null, double? weight_decay = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, beta2_decay = beta2_decay, eps1 = eps1, eps2 = eps2, d = d, weight_decay = weight_decay, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
