namespace NormGen.CodeModel.Transformers;

/// <summary>Where the features of tokens stand when a batch norm gets them.</summary>
public enum TokenLayout
{
    /// <summary>Not known, or on an axis that a norm over features does not take.</summary>
    Other,

    /// <summary>On the last axis.</summary>
    Last,

    /// <summary>Exchanged with the positions right before.</summary>
    Transposed,
}
