using CharTransformerSample.Options;
using CharTransformerSample.Stock;
using static TorchSharp.torch;

namespace CharTransformerSample.Training;

/// <summary>Makes the two sides.</summary>
public static class Sides
{
    /// <summary>The name of NormGen's side.</summary>
    public const string NormGenName = "NormGen";

    /// <summary>The name of the other side.</summary>
    public const string StockName = "stock";

    /// <summary>The norms' eps: the machine epsilon of float32, which is what RMSNorm takes by default.</summary>
    public const double Eps = 1.1920928955078125e-7;

    private const double AdamWRate = 2e-3;
    private const double AdamWBeta2 = 0.99;
    private const double AdamWDecay = 0.01;

    /// <summary>A side of either kind, with fresh weights.</summary>
    public static TrainingSide Create(SideKind kind, TrainingPlan plan) => kind == SideKind.NormGen ? NormGen(plan) : Stock(plan);

    /// <summary>The annotated model with its generated optimizer.</summary>
    /// <param name="plan">Sizes, learning rate and seed.</param>
    public static TrainingSide NormGen(TrainingPlan plan)
    {
        var model = new Model.CharTransformer(plan.Shape);
        InitialWeights.Draw(model, plan.Seed);
        return new(NormGenName, model, optim.AdamW(model.parameters(), AdamWRate, beta2: AdamWBeta2, weight_decay: AdamWDecay));
    }

    /// <summary>The same model in plain TorchSharp, with composed norms and <c>torch.optim.AdamW</c>.</summary>
    /// <param name="plan">Sizes and seed.</param>
    public static TrainingSide Stock(TrainingPlan plan)
    {
        var model = new StockTransformer(plan.Shape, Eps);
        InitialWeights.Draw(model, plan.Seed);
        return new(StockName, model, optim.AdamW(model.parameters(), AdamWRate, beta2: AdamWBeta2, weight_decay: AdamWDecay));
    }
}
