namespace NormGen.Optimizers;

public sealed partial class FusedSGD
{
    /// <summary>The hyperparameters of a group of <see cref="FusedSGD"/>.</summary>
    public sealed class Options : BufferOptions
    {
        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            base.ValidateNumbers(scheduled);
            if (!scheduled && nesterov == true && (momentum == 0 || dampening != 0))
                throw new ArgumentException("nesterov looks ahead along the momentum, so momentum must be above 0 and dampening 0 where nesterov is true.", nameof(nesterov));
        }
    }
}
