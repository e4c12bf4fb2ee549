namespace NormGen.Optimizers;

public sealed partial class AdamP
{
    /// <summary>The hyperparameters of a group of <see cref="AdamP"/>.</summary>
    public sealed class Options : AdamOptions
    {
        /// <summary>How small the cosine of a weight and its gradient must be, times the root of their size, to be taken for scale-invariant; for <see cref="ScaleGroup.Tested"/> alone.</summary>
        public double? delta { get; set; }

        /// <summary>The decay of weights that are projected, as a multiple of <see cref="BetaOptions.weight_decay"/>.</summary>
        public double? wd_ratio { get; set; }

        /// <summary>Whether the step looks ahead, by Nesterov's momentum.</summary>
        public bool? nesterov { get; set; }

        /// <summary>Which elements of the weights have a common scale that does not matter.</summary>
        public ScaleGroup? scale_group { get; set; }

        /// <summary>The rows of a block for <see cref="ScaleGroup.Block"/>, else 0.</summary>
        public int? block_rows { get; set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, delta, wd_ratio, Number(nesterov), (int?)scale_group, block_rows];
            set => (base.Numbers, delta, wd_ratio, nesterov, scale_group, block_rows) = (value[..^5], value[^5], value[^4], Flag(value[^3]), (ScaleGroup?)(int?)value[^2], (int?)value[^1]);
        }

        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            Hyperparameter.NotNegative(delta, nameof(delta));
            Hyperparameter.NotNegative(wd_ratio, nameof(wd_ratio));
            Projection.CheckGroup(scale_group, block_rows);
        }
    }
}
