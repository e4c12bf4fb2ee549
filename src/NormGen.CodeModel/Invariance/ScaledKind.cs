namespace NormGen.CodeModel.Invariance;

/// <summary>What is known of a tensor when a weight is scaled.</summary>
internal enum ScaledKind
{
    /// <summary>It stays as it is.</summary>
    Unchanged,

    /// <summary>It is multiplied by a power of the factor.</summary>
    Scaled,

    /// <summary>Nothing.</summary>
    Unknown,
}
