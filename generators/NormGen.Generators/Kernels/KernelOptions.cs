using System.Collections.Immutable;

namespace NormGen.Generators.Kernels;

/// <summary>What the text of a kernel needs beside its graph.</summary>
/// <param name="ClassName">The name of the kernel type.</param>
/// <param name="FormulaCall">C# that calls the composed formula, with the method's own parameter names: the fallback. For an update it is a statement's expression that does the whole update.</param>
public sealed record KernelOptions(string ClassName, string FormulaCall)
{
    /// <summary>Lines for the head comment: the formula's text and its source, without comment signs.</summary>
    public ImmutableArray<string> Header { get; init; } = [];

    /// <summary>The accessibility of the type: <c>file</c>, or <c>internal</c> for kernels that other files use.</summary>
    public string Accessibility { get; init; } = "file";
}
