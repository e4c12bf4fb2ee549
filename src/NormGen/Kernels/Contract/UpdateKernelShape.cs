namespace NormGen.Kernels;

/// <summary>The operands of an update kernel, and the memory it needs.</summary>
/// <param name="Name">The formula's name, for messages.</param>
public sealed record UpdateKernelShape(string Name)
{
    /// <summary>The tensors, in declaration order. The first is viewed as <c>[size(0), rest]</c>, with one axis as a single row.</summary>
    public required KernelInput[] Inputs { get; init; }

    /// <summary>Whether every element stands alone, so that the tensors may be cut anywhere.</summary>
    public bool Pointwise { get; init; }

    /// <summary>Which totals are new values of inputs that do not vary over rows.</summary>
    public TotalUpdate[] TotalUpdates { get; init; } = [];

    /// <summary>How many rows of scratch memory a thread needs.</summary>
    public int Scratch { get; init; }

    /// <summary>How many numbers of each part of a row are kept between loops.</summary>
    public int Kept { get; init; }

    /// <summary>How many numbers of each part of a row are carried from one pass to a later one.</summary>
    public int Carried { get; init; }

    /// <summary>The runs over the data.</summary>
    public KernelPass[] Passes { get; init; } = [new()];
}
