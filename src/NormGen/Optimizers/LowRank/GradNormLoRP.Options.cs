namespace NormGen.Optimizers;

public sealed partial class GradNormLoRP
{
    /// <summary>The hyperparameters of a group of <see cref="GradNormLoRP"/>.</summary>
    public sealed class Options : AdamOptions
    {
        /// <summary>To how many directions gradients are projected; 0 for no projection.</summary>
        public int? rank { get; set; }

        /// <summary>How many steps the directions are used for.</summary>
        public int? update_proj_gap { get; set; }

        /// <summary>The rate of projected steps as a multiple.</summary>
        public double? scale { get; set; }

        /// <summary>Which side is projected.</summary>
        public ProjectionSide? proj_type { get; set; }

        /// <summary>Whether the rate has Adam's bias correction.</summary>
        public bool? correct_bias { get; set; }

        /// <summary>How weights are split into direction and magnitude.</summary>
        public WeightNormForm? weight_norm { get; set; }

        /// <summary>Whether every parameter of one or two dimensions has the rule of matrices, as in the authors' code, and not AdamW.</summary>
        public bool? all_roles { get; set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, rank, update_proj_gap, scale, (double?)proj_type, Number(correct_bias), (double?)weight_norm, Number(all_roles)];
            set => (base.Numbers, rank, update_proj_gap, scale, proj_type, correct_bias, weight_norm, all_roles)
                = (value[..^7], (int?)value[^7], (int?)value[^6], value[^5], (ProjectionSide?)value[^4], Flag(value[^3]), (WeightNormForm?)value[^2], Flag(value[^1]));
        }

        internal override FusedOptimizerOptions New() => new Options();

        /// <summary>The signed rate of a step, with Adam's bias correction.</summary>
        internal double Rate(long step)
            => Direction * LearningRate!.Value * (correct_bias == true ? Math.Sqrt(1 - Math.Pow(beta2!.Value, step)) / (1 - Math.Pow(beta1!.Value, step)) : 1);

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            Hyperparameter.Whole(rank, nameof(rank), 0);
            Hyperparameter.Whole(update_proj_gap, nameof(update_proj_gap), 1);
            Hyperparameter.NotNegative(scale, nameof(scale));
            if (proj_type is not { } side || !Enum.IsDefined(side)) throw new ArgumentOutOfRangeException(nameof(proj_type), proj_type, $"proj_type is {proj_type}, which is no ProjectionSide.");
            if (weight_norm is not { } form || !Enum.IsDefined(form)) throw new ArgumentOutOfRangeException(nameof(weight_norm), weight_norm, $"weight_norm is {weight_norm}, which is no WeightNormForm.");
        }
    }
}
