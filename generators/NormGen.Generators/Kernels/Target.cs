using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Where a value of a kernel goes.</summary>
internal enum TargetKind
{
    /// <summary>A result of the formula.</summary>
    Output,

    /// <summary>The gradient of an input.</summary>
    Gradient,

    /// <summary>Saved for backward.</summary>
    Statistic,

    /// <summary>The new value of a tensor that is updated in place.</summary>
    Update,
}

/// <summary>A value that a kernel must deliver.</summary>
/// <param name="Kind">Where it goes.</param>
/// <param name="Index">Which output, tensor or statistic, as the run time counts them.</param>
/// <param name="Name">Its name in the generated code.</param>
/// <param name="Value">The value.</param>
/// <param name="Extent">How many numbers are delivered; the value itself may be the same for some of them.</param>
internal sealed record Target(TargetKind Kind, int Index, string Name, Node Value, Extent Extent)
{
    /// <summary>The tensor whose memory a result takes, or null where it has its own.</summary>
    public int? Reuses { get; init; }

    /// <summary>The tensor that is overwritten, or null: everything that reads it comes before.</summary>
    public int? Overwrites => Kind == TargetKind.Update ? Index : Reuses;

    /// <summary>Whether it is stored row by row, element by element.</summary>
    public bool IsStore => Extent.IsLarge();

    /// <summary>Whether it is a number (or a few) of each row.</summary>
    public bool IsOfRow => (Extent & Extent.Element) == Extent.Row;

    /// <summary>Whether it is delivered once for all rows, as a sum over them or from such sums.</summary>
    public bool IsTotal => (Extent & Extent.Row) == 0;
}
