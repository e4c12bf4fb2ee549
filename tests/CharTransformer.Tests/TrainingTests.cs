using CharTransformerSample.Generation;
using CharTransformerSample.Model;
using CharTransformerSample.Training;
using TorchSharp;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed class TrainingTests
{
    [Theory]
    [InlineData(SideKind.NormGen)]
    [InlineData(SideKind.Stock)]
    public void AFewStepsLowerTheLoss(SideKind kind)
    {
        using var corpus = Small.Corpus();
        var plan = Small.Plan with { Steps = 60, Batch = 8, LearningRate = 5e-3 };
        using var side = Sides.Create(kind, plan);
        var trainee = new Trainee(side);

        Small.Train(plan, corpus, trainee);

        Assert.InRange(trainee.History.InitialLoss, 5, 6.2);
        Assert.True(trainee.History.Losses[^1] < trainee.History.InitialLoss - 1, $"{trainee.History.InitialLoss} -> {trainee.History.Losses[^1]}");
        Assert.True(trainee.FinalValidationLoss < trainee.History.InitialLoss - 1);
        Assert.All(trainee.History.GradientNorms, norm => Assert.True(norm > 0 && float.IsFinite(norm)));
    }

    [Fact]
    public void BothSidesComputeTheSameModel()
    {
        using var corpus = Small.Corpus();
        using var ours = Sides.NormGen(Small.Plan);
        using var stock = Sides.Stock(Small.Plan);
        using var windows = new Data.Windows(corpus.Training, Small.Plan.Shape.Context);
        using var batch = windows.Random(1, 0, 4);

        Assert.Equal(stock.Model.state_dict().Keys.Order(), ours.Model.state_dict().Keys.Order());
        using var ourLoss = ours.Loss(batch);
        using var stockLoss = stock.Loss(batch);
        Assert.Equal(stockLoss.item<float>(), ourLoss.item<float>(), 1e-5);

        ourLoss.backward();
        stockLoss.backward();
        var expected = stock.Model.named_parameters().ToDictionary(named => named.name, named => named.parameter);
        foreach (var (name, parameter) in ours.Model.named_parameters())
        {
            var difference = (parameter.grad! - expected[name].grad!).abs().max().item<float>();
            Assert.True(difference <= 1e-5 * expected[name].grad!.abs().max().item<float>() + 1e-8, $"{name}: {difference}");
        }
    }

    [Fact]
    public void ScaleKeepsAtMostThreeTenthsOfTheStateOfAdamW()
    {
        using var corpus = Small.Corpus();
        var plan = TrainingPlan.Default with { Steps = 1, Batch = 1 };
        using var stock = Sides.Stock(plan);
        using var ours = Sides.NormGen(plan);
        Small.Train(plan, corpus, new Trainee(stock));
        Small.Train(plan, corpus, new Trainee(ours));

        var adamW = OptimizerMemory.Bytes(stock.Optimizer);
        var scale = OptimizerMemory.Bytes(ours.Optimizer);

        // AdamW: two numbers a parameter. SCALE: one a weight of the head, two a gain, nothing else.
        long Count(Func<string, bool> which) => ours.Model.named_parameters().Where(named => which(named.name)).Sum(named => named.parameter.numel());
        Assert.Equal(sizeof(float) * 2 * Count(_ => true), adamW);
        Assert.Equal(sizeof(float) * (Count(name => name == "head.weight") + 2 * Count(name => name.Contains("norm", StringComparison.Ordinal))), scale);
        Assert.True(scale <= 0.3 * adamW, $"{scale} against {adamW}");
    }

    [Fact]
    public void ASampleIsAsLongAsAskedForAndRepeatable()
    {
        using var side = Sides.NormGen(Small.Plan);

        byte[] Write() => new TextGenerator(side.Model, Small.Plan.Shape.Context, seed: 3).Continue("the "u8, 20);

        Assert.Equal(20, Write().Length);
        Assert.Equal(Write(), Write());
    }
}
