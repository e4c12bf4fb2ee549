namespace NormGen.CodeModel.Placement;

/// <summary>The generated members that user code refers to.</summary>
/// <param name="IsPartial">Whether anything can be added to the class at all.</param>
/// <param name="NeedsDepth">Whether <c>InitializeNorms</c> takes the number of blocks.</param>
/// <param name="OwnsInitializeNorms">Whether <c>InitializeNorms</c> is to be generated: false if the class has a member of that name itself.</param>
/// <param name="Forward">The declaration whose body is to be generated, or null if there is none.</param>
public sealed record BlockOutline(bool IsPartial, bool NeedsDepth, bool OwnsInitializeNorms, ForwardModel? Forward)
{
    /// <summary>Whether <c>InitializeNorms</c> takes the block's place in its stack and the number of blocks.</summary>
    public bool NeedsLayer { get; init; }
}
