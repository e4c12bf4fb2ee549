namespace NormGen.Optimizers;

public sealed partial class MNGD
{
    /// <summary>The hyperparameters of a group of <see cref="MNGD"/>.</summary>
    public sealed class Options : AdamOptions
    {
        /// <summary>The norms that the gradient of a matrix is normalized by, in order.</summary>
        public IReadOnlyList<GradientNorm>? norms { get; set; }

        /// <summary>How often the list of norms is gone through.</summary>
        public int? passes { get; set; }

        /// <summary>The learning rate of matrices as a multiple of the other parameters'.</summary>
        public double? matrix_lr_scale { get; set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, NormList.Number(norms), passes, matrix_lr_scale];
            set => (base.Numbers, norms, passes, matrix_lr_scale) = (value[..^3], NormList.List(value[^3]), (int?)value[^2], value[^1]);
        }

        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            NormList.Check(norms);
            Hyperparameter.Whole(passes, nameof(passes), 1);
            Hyperparameter.NotNegative(matrix_lr_scale, nameof(matrix_lr_scale));
        }
    }
}
