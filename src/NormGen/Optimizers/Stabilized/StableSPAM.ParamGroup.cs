using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class StableSPAM
{
    /// <summary>Parameters with their own options.</summary>
    public sealed class ParamGroup : BetaParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's. A group added later counts its own steps.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape. Every role is updated alike.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">Decay of the first moment.</param>
        /// <param name="beta2">Decay of the second moment.</param>
        /// <param name="eps">Added to bias-corrected roots.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
        /// <param name="gamma1">Decay of the mean of gradient norms.</param>
        /// <param name="gamma2">Decay of the mean of squared gradient norms.</param>
        /// <param name="gamma3">Decay of the largest element that clipping goes by.</param>
        /// <param name="total_T">The steps of the cosine; 0 for none.</param>
        /// <param name="eta_min">What the cosine falls to.</param>
        /// <param name="update_proj_gap">The steps between two resets; 0 for none.</param>
        /// <param name="reset_mode">What happens at a reset.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, double? beta1 = null, double? beta2 = null, double? eps = null, double? weight_decay = null, bool? amsgrad = null, double? gamma1 = null, double? gamma2 = null, double? gamma3 = null, int? total_T = null, double? eta_min = null, int? update_proj_gap = null, ResetMode? reset_mode = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, gamma1 = gamma1, gamma2 = gamma2, gamma3 = gamma3, total_T = total_T, eta_min = eta_min, update_proj_gap = update_proj_gap, reset_mode = reset_mode, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
