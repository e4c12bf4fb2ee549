using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class Muon
{
    /// <summary>Parameters of one role with their own options.</summary>
    public sealed class ParamGroup : MomentumParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape.</param>
        /// <param name="lr">Learning rate of matrices and convolutions.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="momentum">Decay of the running mean of matrices and convolutions.</param>
        /// <param name="nesterov">Whether the step looks ahead.</param>
        /// <param name="ns_steps">The number of iterations.</param>
        /// <param name="adjust_lr_fn">How the rate goes by the shape of a matrix.</param>
        /// <param name="adam_lr">Learning rate of the other roles.</param>
        /// <param name="beta1">Decay of the other roles' first moment.</param>
        /// <param name="beta2">Decay of the other roles' second moment.</param>
        /// <param name="eps">Added to the other roles' bias-corrected root.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, double? weight_decay = null, double? momentum = null, bool? nesterov = null, int? ns_steps = null, MuonAdjustment? adjust_lr_fn = null, double? adam_lr = null, double? beta1 = null, double? beta2 = null, double? eps = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, weight_decay = weight_decay, momentum = momentum, nesterov = nesterov, ns_steps = ns_steps, adjust_lr_fn = adjust_lr_fn, adam_lr = adam_lr, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
