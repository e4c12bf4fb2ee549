using CharTransformerSample.Data;
using CharTransformerSample.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace CharTransformerSample.Tests;

/// <summary>The decoder, whose norms stand in fused joints, trained with updates inside backward.</summary>
public sealed class InBackwardTests
{
    [Fact]
    public void TheWeightsAreThoseOfOrdinaryStepsAndOnlyGainsHaveAGradientAfterBackward()
    {
        using var ordinary = new Model.CharTransformer(Small.Plan.Shape);
        using var inside = new Model.CharTransformer(Small.Plan.Shape);
        InitialWeights.Draw(ordinary, 3);
        InitialWeights.Draw(inside, 3);
        using var steps = ordinary.CreateOptimizer(lr: 2e-3);
        using var updates = inside.CreateOptimizer(lr: 2e-3, update_in_backward: true);
        using var corpus = Small.Corpus();
        using var windows = new Windows(corpus.Training, Small.Plan.Shape.Context);

        var (all, left) = (0L, 0L);
        for (var step = 0; step < 5; step++)
        {
            using var scope = NewDisposeScope();
            using var batch = windows.Random(5, step, 4);
            Backward(ordinary, batch);
            Backward(inside, batch);
            all = Math.Max(all, GradientBytes(ordinary));
            left = Math.Max(left, GradientBytes(inside));
            steps.step();
            updates.step();
            Assert.Equal(0, GradientBytes(inside));
            steps.zero_grad();
        }

        Assert.Equal(ordinary.parameters().Sum(parameter => parameter.numel() * parameter.ElementSize), all);
        Assert.Equal(inside.parameters().Where(parameter => parameter.ndim < 2).Sum(parameter => parameter.numel() * parameter.ElementSize), left + Small.Plan.Shape.Width * sizeof(float));
        var expected = ordinary.state_dict();
        foreach (var (name, tensor) in inside.state_dict()) Assert.True(expected[name].bytes.SequenceEqual(tensor.bytes), name);
    }

    private static void Backward(Model.CharTransformer model, Batch batch)
    {
        var logits = model.call(batch.Inputs);
        nn.functional.cross_entropy(logits.view(-1, logits.size(2)), batch.Targets).backward();
    }

    private static long GradientBytes(Model.CharTransformer model)
        => model.parameters().Sum(parameter =>
        {
            using var gradient = parameter.grad;
            return gradient is null ? 0 : gradient.numel() * gradient.ElementSize;
        });
}
