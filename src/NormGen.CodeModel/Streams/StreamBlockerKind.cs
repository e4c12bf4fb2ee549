namespace NormGen.CodeModel.Streams;

/// <summary>What a blocker keeps a model from.</summary>
public enum StreamBlockerKind
{
    /// <summary>Any conversion.</summary>
    Conversion,

    /// <summary>The stream that is one feature narrower.</summary>
    Compression,

    /// <summary>Training after the conversion: evaluation stays the same.</summary>
    Training,
}
