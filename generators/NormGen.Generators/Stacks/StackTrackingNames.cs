namespace NormGen.Generators.Stacks;

/// <summary>The named steps of <see cref="StackGenerator"/>, as tests see them.</summary>
public static class StackTrackingNames
{
    /// <summary>An annotated class, read.</summary>
    public const string Stacks = "Stacks.Stacks";
}
