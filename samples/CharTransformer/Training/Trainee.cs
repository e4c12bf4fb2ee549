using CharTransformerSample.Data;

namespace CharTransformerSample.Training;

/// <summary>A side in training: what it has measured, and how fast it is.</summary>
/// <param name="side">Model and optimizer.</param>
/// <param name="history">What was measured before, of a resumed run.</param>
public sealed class Trainee(TrainingSide side, TrainingHistory? history = null)
{
    private readonly List<double> seconds = [];

    /// <summary>Model and optimizer.</summary>
    public TrainingSide Side { get; } = side;

    /// <summary>Losses and gradient norms.</summary>
    public TrainingHistory History { get; } = history ?? new();

    /// <summary>The validation loss over many windows, once the training is over.</summary>
    public double FinalValidationLoss { get; private set; } = double.NaN;

    /// <summary>The median duration of the steps of this process, in seconds; a step that something else on the machine held up does not count.</summary>
    public double MedianStep => seconds.Count == 0 ? double.NaN : seconds.Order().ElementAt(seconds.Count / 2);

    /// <summary>The mean duration of the latest steps, in seconds.</summary>
    public double RecentStep => seconds.Count == 0 ? double.NaN : seconds.TakeLast(20).Average();

    /// <summary>Trains one step.</summary>
    public void Step(Batch batch, double rateFactor)
    {
        var result = Side.Step(batch, rateFactor);
        History.Add(result);
        seconds.Add(result.Duration.TotalSeconds);
    }

    /// <summary>Follows the validation loss.</summary>
    public void Validate(Evaluator evaluator, int step) => History.Validations.Add(new(step, evaluator.Quick(Side)));

    /// <summary>Measures the validation loss that is reported.</summary>
    public void Finish(Evaluator evaluator) => FinalValidationLoss = evaluator.Full(Side);
}
