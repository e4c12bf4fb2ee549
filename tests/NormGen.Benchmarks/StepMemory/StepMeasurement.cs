using CharTransformerSample.Model;
using NormGen.Benchmarks.Memory;
using TorchSharp.Modules;

namespace NormGen.Benchmarks.StepMemory;

/// <summary>Measures training steps of the sample model.</summary>
internal static class StepMeasurement
{
    private const int Length = 8, Steps = 3;

    /// <summary>What optimizer and steps need beyond the model.</summary>
    /// <param name="shape">The model.</param>
    /// <param name="method">How it is trained.</param>
    public static long Peak(ModelShape shape, StepMethod method)
    {
        using var model = new CharTransformer(shape);
        using var window = torch.arange(Length + 1, ScalarType.Int64).unsqueeze(0);
        OptimizerHelper? optimizer = null;
        try
        {
            return PeakResident.Of(() =>
            {
                optimizer = method == StepMethod.Scale ? model.CreateOptimizer(lr: 1e-3, update_in_backward: true) : torch.optim.AdamW(model.parameters(), lr: 1e-3);
                for (var i = 0; i < Steps; i++) Step(model, optimizer, window);
            });
        }
        finally
        {
            optimizer?.Dispose();
        }
    }

    private static void Step(CharTransformer model, OptimizerHelper optimizer, Tensor window)
    {
        using var scope = NewDisposeScope();
        var logits = model.call(window.narrow(1, 0, Length));
        nn.functional.cross_entropy(logits.view(-1, ModelShape.Vocabulary), window.narrow(1, 1, Length).flatten()).backward();
        optimizer.step();
        optimizer.zero_grad();
    }
}
