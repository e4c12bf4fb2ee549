using CharTransformerSample.Errors;
using CharTransformerSample.Model;

namespace CharTransformerSample.Training;

/// <summary>Everything that decides which weights a run ends with, except the text. It is saved with a checkpoint.</summary>
/// <param name="Shape">The size of the model.</param>
/// <param name="Steps">Optimizer steps from first to last.</param>
/// <param name="Batch">Windows in a batch.</param>
/// <param name="LearningRate">The peak learning rate.</param>
/// <param name="Seed">The seed of weights and batches.</param>
public sealed record TrainingPlan(ModelShape Shape, int Steps, int Batch, double LearningRate, long Seed)
{
    /// <summary>The plan of a run without options: sized to finish within 90 seconds on two cores. The rate is the best of 1e-3, 2e-3 and 4e-3 for this model.</summary>
    public static TrainingPlan Default { get; } = new(new ModelShape(Layers: 4, Width: 128, Heads: 4, Context: 64), Steps: 800, Batch: 12, LearningRate: 2e-3, Seed: 1);

    /// <summary>Tokens that a step trains on.</summary>
    public int TokensPerStep => Batch * Shape.Context;

    /// <summary>Checks what single options cannot know: that the numbers fit together.</summary>
    /// <exception cref="UserError">They do not.</exception>
    public TrainingPlan Checked()
    {
        if (Shape.Width % Shape.Heads != 0)
        {
            throw new UserError($"--width {Shape.Width} is not divisible by --heads {Shape.Heads}: every head takes an equal share of the features.");
        }

        if (Shape.Width / Shape.Heads % 2 != 0)
        {
            throw new UserError($"--width {Shape.Width} over --heads {Shape.Heads} gives {Shape.Width / Shape.Heads} features a head; rotary positions turn pairs of features and need an even number.");
        }

        return this;
    }
}
