using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class GradNormLoRP
{
    /// <summary>Parameters of one role with their own options.</summary>
    public sealed class ParamGroup : BetaParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="rank">To how many directions gradients are projected; 0 for no projection.</param>
        /// <param name="update_proj_gap">How many steps the directions are used for.</param>
        /// <param name="scale">The rate of projected steps as a multiple.</param>
        /// <param name="proj_type">Which side is projected.</param>
        /// <param name="beta1">Decay of first moments.</param>
        /// <param name="beta2">Decay of second moments.</param>
        /// <param name="eps">Added to roots of second moments.</param>
        /// <param name="weight_decay">Decoupled weight decay, after the step; of AdamW's roles before it.</param>
        /// <param name="correct_bias">Whether the rate has Adam's bias correction.</param>
        /// <param name="weight_norm">How weights are split into direction and magnitude.</param>
        /// <param name="all_roles">Whether every parameter of one or two dimensions has the rule of matrices.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, double? lr = null, int? rank = null, int? update_proj_gap = null, double? scale = null, ProjectionSide? proj_type = null, double? beta1 = null, double? beta2 = null, double? eps = null,
            double? weight_decay = null, bool? correct_bias = null, WeightNormForm? weight_norm = null, bool? all_roles = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options
            {
                role = role,
                LearningRate = lr,
                rank = rank,
                update_proj_gap = update_proj_gap,
                scale = scale,
                proj_type = proj_type,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                correct_bias = correct_bias,
                weight_norm = weight_norm,
                all_roles = all_roles,
                maximize = maximize,
                half = half,
            })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role)
            : base(parameters, new Options { role = role })
        {
        }
    }
}
