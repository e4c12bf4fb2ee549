namespace NormGen.Optimizers;

public sealed partial class SCALE
{
    /// <summary>The hyperparameters of a group of <see cref="SCALE"/>: the momentum is the head's, AdamW's are those of vectors.</summary>
    public sealed class Options : HybridOptions
    {
        internal override FusedOptimizerOptions New() => new Options();
    }
}
