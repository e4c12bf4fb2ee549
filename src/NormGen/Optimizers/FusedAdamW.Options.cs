namespace NormGen.Optimizers;

public sealed partial class FusedAdamW
{
    /// <summary>The hyperparameters of a group of <see cref="FusedAdamW"/>.</summary>
    public sealed class Options : AdamOptions
    {
        /// <summary>Whether the largest second moment so far is used.</summary>
        public bool? amsgrad { get; set; }

        internal override double?[] Numbers
        {
            get => [.. base.Numbers, Number(amsgrad)];
            set => (base.Numbers, amsgrad) = (value[..^1], Flag(value[^1]));
        }

        internal override FusedOptimizerOptions New() => new Options();
    }
}
