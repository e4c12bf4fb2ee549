using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Where a value of a kernel goes.</summary>
internal enum TargetKind
{
    /// <summary>A result of the formula, a row of elements.</summary>
    Output,

    /// <summary>The gradient of an element input.</summary>
    InputGradient,

    /// <summary>The gradient of a per-feature input: a sum over rows.</summary>
    FeatureGradient,

    /// <summary>One number a feature, saved for backward.</summary>
    FeatureStatistic,

    /// <summary>The new value of a tensor that is updated in place.</summary>
    Update,

    /// <summary>One number a row, saved for backward.</summary>
    Statistic,
}

/// <summary>A value that a kernel must deliver.</summary>
/// <param name="Kind">Where it goes.</param>
/// <param name="Index">Which output, tensor or statistic, as the run time counts them.</param>
/// <param name="Name">Its name in the generated code.</param>
/// <param name="Value">The value.</param>
internal sealed record Target(TargetKind Kind, int Index, string Name, Node Value)
{
    /// <summary>Whether it is stored element by element.</summary>
    public bool IsStore => Kind is TargetKind.Output or TargetKind.InputGradient or TargetKind.Update;

    /// <summary>Whether it is delivered once for all rows, as a sum over them or from such sums.</summary>
    public bool IsOfFeatures => Kind is TargetKind.FeatureGradient or TargetKind.FeatureStatistic;
}
