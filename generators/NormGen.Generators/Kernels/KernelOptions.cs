using System.Collections.Immutable;

namespace NormGen.Generators.Kernels;

/// <summary>What the text of a kernel needs beside its graph.</summary>
/// <param name="ClassName">The name of the kernel type.</param>
/// <param name="Formula">The method that computes the same in TorchSharp, with the same parameters: the fallback.</param>
public sealed record KernelOptions(string ClassName, string Formula)
{
    /// <summary>Lines for the head comment: the formula's text and its source, without comment signs.</summary>
    public ImmutableArray<string> Header { get; init; } = [];

    /// <summary>Which items of the formula's tuple are results, where others are new values of updated parameters.</summary>
    public ImmutableArray<string> ResultItems { get; init; } = [];

    /// <summary>The author's own gradients as a function of all tensors, the incoming gradients and the numbers; null where they are the formula's derivative.</summary>
    public string? Gradients { get; init; }

    /// <summary>Which tensor's memory which result takes; null where all have their own.</summary>
    public (int Tensor, int Result)? Inplace { get; init; }

    /// <summary>How other code names the kernel type; <see cref="ClassName"/> where it stands in the same namespace.</summary>
    public string Reference { get; init; } = ClassName;

    /// <summary>The accessibility of the type: <c>file</c>, or <c>internal</c> for kernels that other files use.</summary>
    public string Accessibility { get; init; } = "file";
}
