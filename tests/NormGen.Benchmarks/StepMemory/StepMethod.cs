namespace NormGen.Benchmarks.StepMemory;

/// <summary>How the model is trained.</summary>
internal enum StepMethod
{
    /// <summary>SCALE, each parameter updated inside backward.</summary>
    Scale,

    /// <summary><c>torch.optim.AdamW</c>.</summary>
    AdamW,
}
