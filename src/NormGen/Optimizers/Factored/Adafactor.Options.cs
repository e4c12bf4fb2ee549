namespace NormGen.Optimizers;

public sealed partial class Adafactor
{
    /// <summary>The hyperparameters of a group of <see cref="Adafactor"/>.</summary>
    public sealed class Options : DecayOptions
    {
        /// <summary>The exponent of the weight of a gradient in the second moment.</summary>
        public double? beta2_decay { get; set; }

        /// <summary>The smallest root of a second moment that the gradient is divided by; null for the distance of 1 to the next number of the parameter's type.</summary>
        public double? eps1 { get; set; }

        /// <summary>The smallest size of a parameter that steps are relative to.</summary>
        public double? eps2 { get; set; }

        /// <summary>The largest root mean square of an update.</summary>
        public double? d { get; set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, beta2_decay, eps1, eps2, d];
            set => (base.Numbers, beta2_decay, eps1, eps2, d) = (value[..^4], value[^4], value[^3], value[^2], value[^1]);
        }

        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            Hyperparameter.NotPositive(beta2_decay, nameof(beta2_decay));
            if (eps1 is not null) Hyperparameter.NotNegative(eps1, nameof(eps1));
            Hyperparameter.NotNegative(eps2, nameof(eps2));
            Hyperparameter.AtLeast(d, nameof(d), 1);
            base.ValidateNumbers(scheduled);
        }
    }
}
