namespace NormGen.Optimizers;

public sealed partial class Conda
{
    /// <summary>The hyperparameters of a group of <see cref="Conda"/>.</summary>
    public sealed class Options : AdamOptions
    {
        /// <summary>How many steps a basis is used for.</summary>
        public int? update_proj_gap { get; set; }

        /// <summary>The learning rate of matrices as a multiple of the other parameters'.</summary>
        public double? scale { get; set; }

        /// <summary>Whether the rate has Adam's bias correction.</summary>
        public bool? correct_bias { get; set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, update_proj_gap, scale, Number(correct_bias)];
            set => (base.Numbers, update_proj_gap, scale, correct_bias) = (value[..^3], (int?)value[^3], value[^2], Flag(value[^1]));
        }

        internal override FusedOptimizerOptions New() => new Options();

        /// <summary>The signed rate of a step, with Adam's bias correction.</summary>
        internal double Rate(long step)
            => Direction * LearningRate!.Value * (correct_bias == true ? Math.Sqrt(1 - Math.Pow(beta2!.Value, step)) / (1 - Math.Pow(beta1!.Value, step)) : 1);

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            Hyperparameter.Whole(update_proj_gap, nameof(update_proj_gap), 1);
            Hyperparameter.NotNegative(scale, nameof(scale));
        }
    }
}
