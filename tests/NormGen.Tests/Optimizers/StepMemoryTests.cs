using NormGen.Optimizers;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>What a step needs beside parameters, gradients and state.</summary>
[Collection(CountingTensors.Name)]
public class StepMemoryTests
{
    /// <summary>All but those that multiply matrices, whose products are as large as the matrices.</summary>
    public static TheoryData<string> Kinds => [.. TrainedKinds.All.Keys.Except(["MNGD", "SWAN", "Conda", "Muon", "GradNormLoRP", "GaLore"])];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_allocates_nothing_of_the_parameters_size(string kind)
    {
        using var parameter = new Parameter(randn(3000, 3000));
        using var optimizer = Trained.Optimizer(kind, [parameter]);
        parameter.grad = randn(3000, 3000);
        optimizer.step();
        PeakMemory.AssertStaysBelowHalf(parameter.numel(), () => optimizer.step());
        parameter.grad.Dispose();
    }
}
