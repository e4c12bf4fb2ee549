namespace NormGen.CodeModel.Training;

/// <summary>What a value of a training step is made of.</summary>
[Flags]
internal enum BatchOrigin
{
    /// <summary>Neither of the others.</summary>
    None = 0,

    /// <summary>A batch of contrastive samples.</summary>
    Contrastive = 1,

    /// <summary>Batches that were joined.</summary>
    Joined = 2,

    /// <summary>What a model made of contrastive samples.</summary>
    ContrastiveOutput = 4,

    /// <summary>What the same model made of another batch.</summary>
    CleanOutput = 8,
}
