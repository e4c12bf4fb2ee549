namespace CharTransformerSample.Training;

/// <summary>What a run has measured so far. It is saved with a checkpoint, so that the curves of a resumed run are whole.</summary>
public sealed class TrainingHistory
{
    /// <summary>The batch loss before each step.</summary>
    public List<float> Losses { get; init; } = [];

    /// <summary>The gradient norm of each step.</summary>
    public List<float> GradientNorms { get; init; } = [];

    /// <summary>The validation loss, each with the number of steps done before it.</summary>
    public List<ValidationPoint> Validations { get; init; } = [];

    /// <summary>The loss of the first batch, before any training.</summary>
    public double InitialLoss => Losses.Count == 0 ? double.NaN : Losses[0];

    /// <summary>The mean batch loss over the last 50 steps, which evens out the batches.</summary>
    public double RecentLoss => Losses.Count == 0 ? double.NaN : Losses.TakeLast(50).Average();

    /// <summary>The latest validation loss, or NaN.</summary>
    public double ValidationLoss => Validations.Count == 0 ? double.NaN : Validations[^1].Loss;

    /// <summary>Adds a step.</summary>
    public void Add(StepResult step)
    {
        Losses.Add(step.Loss);
        GradientNorms.Add(step.GradientNorm);
    }
}
