namespace CharTransformerSample.Training;

/// <summary>What a run has measured so far. It is saved with a checkpoint, so that the curves of a resumed run are whole.</summary>
public sealed class TrainingHistory
{
    /// <summary>The batch loss before each step.</summary>
    public List<float> Losses { get; init; } = [];

    /// <summary>The gradient norm of each step.</summary>
    public List<float> GradientNorms { get; init; } = [];

    /// <summary>How long each step took, in seconds.</summary>
    public List<float> Seconds { get; init; } = [];

    /// <summary>The validation loss, each with the number of steps done before it.</summary>
    public List<ValidationPoint> Validations { get; init; } = [];

    /// <summary>The loss of the first batch, before any training.</summary>
    public double InitialLoss => Losses.Count == 0 ? double.NaN : Losses[0];

    /// <summary>The mean batch loss over the last 50 steps, which evens out the batches.</summary>
    public double RecentLoss => Losses.Count == 0 ? double.NaN : Losses.TakeLast(50).Average();

    /// <summary>The median duration of a step, in seconds; a step that something else on the machine held up does not count.</summary>
    public double MedianStep => Seconds.Count == 0 ? double.NaN : Seconds.Order().ElementAt(Seconds.Count / 2);

    /// <summary>The mean duration of the latest steps, in seconds.</summary>
    public double RecentStep => Seconds.Count == 0 ? double.NaN : Seconds.TakeLast(20).Average();

    /// <summary>The latest validation loss, or NaN.</summary>
    public double ValidationLoss => Validations.Count == 0 ? double.NaN : Validations[^1].Loss;

    /// <summary>Adds a step.</summary>
    public void Add(StepResult step)
    {
        Losses.Add(step.Loss);
        GradientNorms.Add(step.GradientNorm);
        Seconds.Add((float)step.Duration.TotalSeconds);
    }
}
