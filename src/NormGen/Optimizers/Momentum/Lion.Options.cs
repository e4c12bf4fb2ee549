namespace NormGen.Optimizers;

public sealed partial class Lion
{
    /// <summary>The hyperparameters of a group of <see cref="Lion"/>: <c>beta1</c> is the part of the running mean in the step, <c>beta2</c> its decay.</summary>
    public sealed class Options : BetaOptions
    {
        internal override FusedOptimizerOptions New() => new Options();
    }
}
