namespace NormGen.Generators.Placement;

/// <summary>What a joint multiplies by a number.</summary>
internal enum JointScale
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The branch, by a constant.</summary>
    Branch,

    /// <summary>The stream, by a constant: DeepNorm.</summary>
    Stream,

    /// <summary>The branch, by a learned number.</summary>
    Learned,

    /// <summary>The branch, by a learned number, with another added: Fixup.</summary>
    LearnedWithOffset,
}
