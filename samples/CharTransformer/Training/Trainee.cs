using CharTransformerSample.Data;
using CharTransformerSample.Errors;

namespace CharTransformerSample.Training;

/// <summary>A side in training: what it has measured, and how fast it is.</summary>
/// <param name="side">Model and optimizer.</param>
/// <param name="history">What was measured before, of a resumed run.</param>
public sealed class Trainee(TrainingSide side, TrainingHistory? history = null)
{
    /// <summary>Model and optimizer.</summary>
    public TrainingSide Side { get; } = side;

    /// <summary>Losses, gradient norms and durations.</summary>
    public TrainingHistory History { get; } = history ?? new();

    /// <summary>The validation loss over many windows, once the training is over.</summary>
    public double FinalValidationLoss { get; private set; } = double.NaN;

    /// <summary>Trains one step.</summary>
    /// <exception cref="UserError">The training has diverged: going on would save weights that are of no use.</exception>
    public void Step(Batch batch, double rateFactor)
    {
        var result = Side.Step(batch, rateFactor);
        if (!float.IsFinite(result.Loss))
        {
            throw new UserError(FormattableString.Invariant($"The loss of the {Side.Name} side is {result.Loss} at step {History.Losses.Count + 1}: the training has diverged. Try a lower --lr; what was saved before is as it was."));
        }

        History.Add(result);
    }

    /// <summary>Follows the validation loss.</summary>
    public void Validate(Evaluator evaluator, int step) => History.Validations.Add(new(step, evaluator.Quick(Side)));

    /// <summary>Measures the validation loss that is reported.</summary>
    public void Finish(Evaluator evaluator) => FinalValidationLoss = evaluator.Full(Side);
}
