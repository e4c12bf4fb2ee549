namespace NormGen.CodeModel.Formulas;

/// <summary>How many numbers a value of a formula holds. The bits are the axes it varies over, so that broadcasting is a bitwise or.</summary>
[Flags]
public enum Extent
{
    /// <summary>One number for the call.</summary>
    Scalar = 0,

    /// <summary>One number a row.</summary>
    Row = 1,

    /// <summary>One number a feature, the same for all rows.</summary>
    Feature = 2,

    /// <summary>One number an element, <c>[rows, features]</c>.</summary>
    Element = Row | Feature,
}
