namespace NormGen.CodeModel.Invariance;

/// <summary>How a factor is spread over the axes of a tensor.</summary>
internal enum SpreadKind
{
    /// <summary>One factor for all elements.</summary>
    Uniform,

    /// <summary>A factor for each place along one axis.</summary>
    Along,

    /// <summary>A factor for each place along all axes but one.</summary>
    AllBut,
}
