namespace NormGen.Optimizers;

public sealed partial class SWAN
{
    /// <summary>The hyperparameters of a group of <see cref="SWAN"/>.</summary>
    public sealed class Options : AdamOptions
    {
        /// <summary>The learning rate of matrices as a multiple of the other parameters'.</summary>
        public double? matrix_lr_scale { get; set; }

        /// <summary>Whether the mean of each row of the gradient is taken away.</summary>
        public bool? center { get; set; }

        /// <summary>How gradients are whitened.</summary>
        public WhiteningMethod? method { get; set; }

        /// <summary>The number of iterations of <see cref="WhiteningMethod.NewtonSchulz"/>.</summary>
        public int? iterations { get; set; }

        /// <summary>The factor of the iteration.</summary>
        public double? beta { get; set; }

        /// <summary>Whether the whitened gradient gets the Frobenius norm back that it had before.</summary>
        public bool? rescale { get; set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, matrix_lr_scale, Number(center), (int?)method, iterations, beta, Number(rescale)];
            set => (base.Numbers, matrix_lr_scale, center, method, iterations, beta, rescale) = (value[..^6], value[^6], Flag(value[^5]), (WhiteningMethod?)(int?)value[^4], (int?)value[^3], value[^2], Flag(value[^1]));
        }

        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            Hyperparameter.NotNegative(matrix_lr_scale, nameof(matrix_lr_scale));
            GradientWhitening.Check(method, iterations, beta);
        }
    }
}
