namespace NormGen.CodeModel.Formulas;

/// <summary>How many numbers a value of a formula holds. The bits are the axes it varies over, from the outermost (rows) to the one that lies together in memory (features), so that broadcasting is a bitwise or.</summary>
[Flags]
public enum Extent
{
    /// <summary>One number for the call.</summary>
    Scalar = 0,

    /// <summary>One number a row; in a formula over channels, one a sample.</summary>
    Row = 1,

    /// <summary>One number a feature, the same for all rows; in a formula over channels, one a position.</summary>
    Feature = 2,

    /// <summary>One number an element, <c>[rows, features]</c>.</summary>
    Element = Row | Feature,

    /// <summary>One number a channel (of a group, where the formula has groups).</summary>
    Channel = 4,

    /// <summary>One number a group.</summary>
    Group = 8,
}
