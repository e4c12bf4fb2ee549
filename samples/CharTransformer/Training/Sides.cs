using CharTransformerSample.Model;
using CharTransformerSample.Stock;
using TorchSharp;

namespace CharTransformerSample.Training;

/// <summary>Makes the two sides.</summary>
public static class Sides
{
    /// <summary>The norms' eps: the machine epsilon of float32, which is what RMSNorm takes by default.</summary>
    public const double Eps = 1.1920928955078125e-7;

    // Vectors (the norms' gains) are stepped by AdamW inside SCALE and take a higher rate than matrices, as in the paper's runs.
    private const double VectorRate = 5;

    // The best of those tried for this model: 2e-3 and 4e-3, decay 0.01 and 0.1.
    private const double AdamWRate = 2e-3;
    private const double AdamWBeta2 = 0.99;
    private const double AdamWDecay = 0.01;

    /// <summary>A side of either kind, with fresh weights.</summary>
    public static TrainingSide Create(SideKind kind, TrainingPlan plan) => kind == SideKind.NormGen ? NormGen(plan) : Stock(plan);

    /// <summary>The optimizer of a side in words.</summary>
    public static string OptimizerOf(SideKind kind, TrainingPlan plan) => kind == SideKind.NormGen
        ? FormattableString.Invariant($"SCALE, learning rate {plan.LearningRate}, of vectors {VectorRate * plan.LearningRate}")
        : FormattableString.Invariant($"torch.optim.AdamW, learning rate {AdamWRate}, beta2 {AdamWBeta2}, weight decay {AdamWDecay}");

    /// <summary>The annotated model with its generated optimizer.</summary>
    /// <param name="plan">Sizes, learning rate and seed.</param>
    public static TrainingSide NormGen(TrainingPlan plan)
    {
        var model = new Model.CharTransformer(plan.Shape);
        InitialWeights.Draw(model, plan.Seed);
        return new(SideKind.NormGen, model, model.CreateOptimizer(lr: plan.LearningRate, adam_lr: VectorRate * plan.LearningRate));
    }

    /// <summary>The same model in plain TorchSharp, with composed norms and <c>torch.optim.AdamW</c>.</summary>
    /// <param name="plan">Sizes and seed.</param>
    public static TrainingSide Stock(TrainingPlan plan)
    {
        var model = new StockTransformer(plan.Shape, Eps);
        InitialWeights.Draw(model, plan.Seed);
        return new(SideKind.Stock, model, torch.optim.AdamW(model.parameters(), AdamWRate, beta2: AdamWBeta2, weight_decay: AdamWDecay));
    }
}
