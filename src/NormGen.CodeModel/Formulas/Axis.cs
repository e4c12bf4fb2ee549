namespace NormGen.CodeModel.Formulas;

/// <summary>How a tensor's shape has one of the two axes that kernels know.</summary>
internal enum Axis
{
    /// <summary>The dimension is not there.</summary>
    Absent,

    /// <summary>The dimension is there and has length one.</summary>
    One,

    /// <summary>The dimension is there in full.</summary>
    Full,
}
