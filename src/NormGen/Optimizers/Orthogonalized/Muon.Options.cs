namespace NormGen.Optimizers;

public sealed partial class Muon
{
    /// <summary>The hyperparameters of a group of <see cref="Muon"/>.</summary>
    public sealed class Options : HybridOptions
    {
        /// <summary>Whether the step of matrices looks ahead, by Nesterov's momentum.</summary>
        public bool? nesterov { get; set; }

        /// <summary>The number of iterations.</summary>
        public int? ns_steps { get; set; }

        /// <summary>How the rate goes by the shape of a matrix.</summary>
        public MuonAdjustment? adjust_lr_fn { get; set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, Number(nesterov), ns_steps, (int?)adjust_lr_fn];
            set => (base.Numbers, nesterov, ns_steps, adjust_lr_fn) = (value[..^3], Flag(value[^3]), (int?)value[^2], (MuonAdjustment?)(int?)value[^1]);
        }

        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            Hyperparameter.Whole(ns_steps, nameof(ns_steps), 1);
            if (adjust_lr_fn is not { } adjustment || !Enum.IsDefined(adjustment)) throw new ArgumentOutOfRangeException(nameof(adjust_lr_fn), adjust_lr_fn, $"adjust_lr_fn is {adjust_lr_fn}, which is no MuonAdjustment.");
        }
    }
}
