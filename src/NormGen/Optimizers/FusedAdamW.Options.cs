namespace NormGen.Optimizers;

public sealed partial class FusedAdamW
{
    /// <summary>The hyperparameters of a group of <see cref="FusedAdamW"/>.</summary>
    public sealed class Options : FusedOptimizerOptions
    {
        /// <summary>Decay of the first moment.</summary>
        public double? beta1 { get; set; }

        /// <summary>Decay of the second moment.</summary>
        public double? beta2 { get; set; }

        /// <summary>Added to the bias-corrected root.</summary>
        public double? eps { get; set; }

        /// <summary>Decoupled weight decay.</summary>
        public double? weight_decay { get; set; }

        /// <summary>Whether the largest second moment so far is used.</summary>
        public bool? amsgrad { get; set; }

        internal override double?[] Numbers
        {
            get => [beta1, beta2, eps, weight_decay, amsgrad switch { true => 1, false => 0, null => null }];
            set => (beta1, beta2, eps, weight_decay, amsgrad) = (value[0], value[1], value[2], value[3], value[4] is { } on ? on != 0 : null);
        }

        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            Hyperparameter.Decay(beta1, nameof(beta1));
            Hyperparameter.Decay(beta2, nameof(beta2));
            Hyperparameter.NotNegative(eps, nameof(eps));
            Hyperparameter.NotNegative(weight_decay, nameof(weight_decay));
        }
    }
}
