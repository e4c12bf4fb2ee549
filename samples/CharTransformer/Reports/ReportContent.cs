using CharTransformerSample.Training;

namespace CharTransformerSample.Reports;

/// <summary>What the report says.</summary>
/// <param name="Plan">Sizes, steps, learning rate and seed.</param>
/// <param name="Text">The name of the text.</param>
/// <param name="TextLength">Its bytes.</param>
/// <param name="Parameters">The trained numbers.</param>
/// <param name="Threads">The threads.</param>
/// <param name="Figures">NormGen's figures.</param>
/// <param name="Comparison">The two sides, or null without a comparison.</param>
/// <param name="Prompt">What the sample starts from.</param>
/// <param name="Sample">What the model wrote.</param>
public sealed record ReportContent(
    TrainingPlan Plan, string Text, int TextLength, long Parameters, int Threads,
    RunFigures Figures, ComparisonTable? Comparison, string Prompt, string Sample);
