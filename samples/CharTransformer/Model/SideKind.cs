namespace CharTransformerSample.Model;

/// <summary>The two ways of writing the same model.</summary>
public enum SideKind
{
    /// <summary>Annotated; norms, joints and optimizer are generated.</summary>
    NormGen,

    /// <summary>Plain TorchSharp: composed norms and <c>torch.optim.AdamW</c>.</summary>
    Stock,
}
