namespace LaboratorySample.Runs;

/// <summary>What a run gave.</summary>
/// <param name="Values">The results, each with the name of what was measured; an empty name where there is only one.</param>
/// <param name="Curve">The training loss of each step, or what the experiment's axes say.</param>
/// <param name="StepMilliseconds">The median time of an optimizer step alone, without forward and backward; NaN where it has none.</param>
/// <param name="StateBytes">What the optimizer keeps between steps.</param>
public sealed record Outcome(IReadOnlyList<(string Measure, double Value)> Values, IReadOnlyList<double> Curve, double StepMilliseconds, long StateBytes)
{
    /// <summary>The result of something that is counted, not trained step by step.</summary>
    public static Outcome Counted(double value, IReadOnlyList<double>? curve = null) => Measured([("", value)], curve);

    /// <summary>The results of something that is measured, not trained step by step.</summary>
    public static Outcome Measured(IReadOnlyList<(string Measure, double Value)> values, IReadOnlyList<double>? curve = null) => new(values, curve ?? [], double.NaN, 0);

    /// <summary>The same where the optimizer is not what is looked at.</summary>
    public Outcome WithoutSteps() => this with { StepMilliseconds = double.NaN, StateBytes = 0 };
}
