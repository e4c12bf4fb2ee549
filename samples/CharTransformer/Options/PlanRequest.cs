using CharTransformerSample.Errors;
using CharTransformerSample.Training;

namespace CharTransformerSample.Options;

/// <summary>The parts of a plan that were given on the command line; null where nothing was said.</summary>
/// <param name="Steps">Value of <c>--steps</c>.</param>
/// <param name="Layers">Value of <c>--layers</c>.</param>
/// <param name="Width">Value of <c>--width</c>.</param>
/// <param name="Heads">Value of <c>--heads</c>.</param>
/// <param name="Context">Value of <c>--context</c>.</param>
/// <param name="Batch">Value of <c>--batch</c>.</param>
/// <param name="LearningRate">Value of <c>--lr</c>.</param>
/// <param name="Seed">Value of <c>--seed</c>.</param>
public sealed record PlanRequest(int? Steps = null, int? Layers = null, int? Width = null, int? Heads = null, int? Context = null, int? Batch = null, double? LearningRate = null, long? Seed = null)
{
    /// <summary>The plan of a new run.</summary>
    public TrainingPlan NewPlan()
    {
        var plan = TrainingPlan.Default;
        var shape = plan.Shape;
        return new TrainingPlan(
            new(Layers ?? shape.Layers, Width ?? shape.Width, Heads ?? shape.Heads, Context ?? shape.Context),
            Steps ?? plan.Steps,
            Batch ?? plan.Batch,
            LearningRate ?? plan.LearningRate,
            Seed ?? plan.Seed).Checked();
    }

    /// <summary>The plan of a resumed run: the checkpoint's. Only <c>--steps</c> may change, to train longer.</summary>
    /// <param name="saved">The plan in the checkpoint.</param>
    /// <param name="done">The steps it has done.</param>
    /// <exception cref="UserError">An option contradicts the checkpoint.</exception>
    public TrainingPlan Resume(TrainingPlan saved, int done)
    {
        Same("--layers", Layers, saved.Shape.Layers);
        Same("--width", Width, saved.Shape.Width);
        Same("--heads", Heads, saved.Shape.Heads);
        Same("--context", Context, saved.Shape.Context);
        Same("--batch", Batch, saved.Batch);
        Same("--lr", LearningRate, saved.LearningRate);
        Same("--seed", Seed, saved.Seed);
        if (Steps < done)
        {
            throw new UserError($"--steps {Steps}: the checkpoint has already done {done} steps.");
        }

        return saved with { Steps = Steps ?? saved.Steps };
    }

    private static void Same<T>(string option, T? given, T saved)
        where T : struct, IEquatable<T>
    {
        if (given is { } value && !value.Equals(saved))
        {
            throw new UserError(FormattableString.Invariant($"{option} {value} contradicts the checkpoint, which is of a model trained with {option} {saved}. Leave the option out, or start a new run without --resume."));
        }
    }
}
