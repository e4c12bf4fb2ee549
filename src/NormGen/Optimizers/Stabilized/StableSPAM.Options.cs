namespace NormGen.Optimizers;

public sealed partial class StableSPAM
{
    /// <summary>The hyperparameters of a group of <see cref="StableSPAM"/>, and how many steps it has made.</summary>
    public sealed class Options : AdamOptions
    {
        /// <summary>Whether the largest second moment so far is used.</summary>
        public bool? amsgrad { get; set; }

        /// <summary>Decay of the mean of gradient norms; -1 for <see cref="BetaOptions.beta1"/>.</summary>
        public double? gamma1 { get; set; }

        /// <summary>Decay of the mean of squared gradient norms.</summary>
        public double? gamma2 { get; set; }

        /// <summary>Decay of the largest element that clipping goes by.</summary>
        public double? gamma3 { get; set; }

        /// <summary>The steps over which <see cref="gamma1"/> and <see cref="BetaOptions.beta1"/> fall to <see cref="eta_min"/> times their value, along a cosine; 0 for never.</summary>
        public int? total_T { get; set; }

        /// <summary>What the cosine falls to.</summary>
        public double? eta_min { get; set; }

        /// <summary>The steps between two resets of the moments; 0 for none.</summary>
        public int? update_proj_gap { get; set; }

        /// <summary>What happens at a reset.</summary>
        public ResetMode? reset_mode { get; set; }

        /// <summary>The steps that the group has made: the time of cosine and resets, part of the saved state.</summary>
        public long total_steps { get; internal set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, Number(amsgrad), gamma1, gamma2, gamma3, total_T, eta_min, update_proj_gap, (int?)reset_mode, total_steps];
            set
            {
                (base.Numbers, amsgrad, gamma1, gamma2, gamma3) = (value[..^9], Flag(value[^9]), value[^8], value[^7], value[^6]);
                (total_T, eta_min, update_proj_gap, reset_mode, total_steps) = ((int?)value[^5], value[^4], (int?)value[^3], (ResetMode?)(int?)value[^2], (long)(value[^1] ?? 0));
            }
        }

        internal override FusedOptimizerOptions New() => new Options();

        /// <summary>What the cosine makes of gamma1 and beta1 in this step.</summary>
        internal double Scale => total_T is > 0 and var total ? eta_min!.Value + (1 - eta_min.Value) * (1 + Math.Cos(Math.PI * total_steps / (total + 1))) / 2 : 1;

        /// <summary>Whether the moments are reset in this step.</summary>
        internal bool IsReset => update_proj_gap is > 0 and var gap && total_steps % gap == 0;

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            if (gamma1 != -1) Hyperparameter.Decay(gamma1, nameof(gamma1));
            Hyperparameter.Decay(gamma2, nameof(gamma2));
            Hyperparameter.Decay(gamma3, nameof(gamma3));
            Hyperparameter.Whole(total_T, nameof(total_T), 0);
            Hyperparameter.Decay(eta_min, nameof(eta_min), orOne: true);
            Hyperparameter.Whole(update_proj_gap, nameof(update_proj_gap), 0);
            if (reset_mode is not { } mode || !Enum.IsDefined(mode)) throw new ArgumentOutOfRangeException(nameof(reset_mode), reset_mode, $"reset_mode is {reset_mode}, which is no ResetMode.");
        }
    }
}
