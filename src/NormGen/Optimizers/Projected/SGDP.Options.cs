namespace NormGen.Optimizers;

public sealed partial class SGDP
{
    /// <summary>The hyperparameters of a group of <see cref="SGDP"/>.</summary>
    public sealed class Options : BufferOptions
    {
        /// <summary>Added to norms of weights, and the smallest that norms count in the test.</summary>
        public double? eps { get; set; }

        /// <summary>How small the cosine of a weight and its gradient must be, times the root of their size, to be taken for scale-invariant; for <see cref="ScaleGroup.Tested"/> alone.</summary>
        public double? delta { get; set; }

        /// <summary>The decay of weights that are projected, as a multiple of <see cref="DecayOptions.weight_decay"/>.</summary>
        public double? wd_ratio { get; set; }

        /// <summary>Which elements of the weights have a common scale that does not matter.</summary>
        public ScaleGroup? scale_group { get; set; }

        /// <summary>The rows of a block for <see cref="ScaleGroup.Block"/>, else 0.</summary>
        public int? block_rows { get; set; }

        /// <summary>Whether the parameters are pairs of a weight and the bias that has its scale in common with it.</summary>
        public bool? with_bias { get; internal set; }

        internal override bool IsPaired => with_bias == true;

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, eps, delta, wd_ratio, (int?)scale_group, block_rows, Number(with_bias)];
            set => (base.Numbers, eps, delta, wd_ratio, scale_group, block_rows, with_bias) = (value[..^6], value[^6], value[^5], value[^4], (ScaleGroup?)(int?)value[^3], (int?)value[^2], Flag(value[^1]));
        }

        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            Hyperparameter.Decay(momentum, nameof(momentum));
            Hyperparameter.NotNegative(eps, nameof(eps));
            Hyperparameter.NotNegative(delta, nameof(delta));
            Hyperparameter.NotNegative(wd_ratio, nameof(wd_ratio));
            Projection.CheckGroup(scale_group, block_rows);
        }
    }
}
