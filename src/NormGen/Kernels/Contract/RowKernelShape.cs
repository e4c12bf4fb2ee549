namespace NormGen.Kernels;

/// <summary>The operands of a differentiable kernel, and the memory it needs.</summary>
/// <param name="Name">The formula's name, for messages.</param>
public sealed record RowKernelShape(string Name)
{
    /// <summary>The tensors, in declaration order. The first has one number an element; its last axis is the features.</summary>
    public required KernelInput[] Inputs { get; init; }

    /// <summary>The names of the outputs; each has the shape of the first input.</summary>
    public required string[] Outputs { get; init; }

    /// <summary>Whether the formula speaks of rows as one dimension: its tensors must have two, <c>[rows, features]</c>.</summary>
    public bool IsMatrix { get; init; }

    /// <summary>How many numbers a row are kept from forward to backward.</summary>
    public int Statistics { get; init; }

    /// <summary>Which sums of forward are kept for backward: numbers a feature.</summary>
    public int[] FeatureStatistics { get; init; } = [];

    /// <summary>How many rows of scratch memory a thread needs in forward.</summary>
    public int ForwardScratch { get; init; }

    /// <summary>How many rows of scratch memory a thread needs in backward.</summary>
    public int BackwardScratch { get; init; }

    /// <summary>The runs over the data in forward.</summary>
    public KernelPass[] ForwardPasses { get; init; } = [new()];

    /// <summary>The runs over the data in backward.</summary>
    public KernelPass[] BackwardPasses { get; init; } = [new()];

    /// <summary>Which sums of backward are gradients of per-feature inputs.</summary>
    public FeatureGradient[] FeatureGradients { get; init; } = [];
}
