using NormGen.Kernels;
using Xunit;

namespace NormGen.Tests.Kernels;

/// <summary>Totals are added up where they are wanted, in tensors that are just as long: every kernel of the library must say the right length of each.</summary>
public class TotalLengthTests
{
    public static TheoryData<string> Kernels => [.. typeof(IRowKernel).Assembly.GetTypes().Where(t => t.IsValueType && t.IsAssignableTo(typeof(IRowKernel))).Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void ATotalIsAsLongAsWhatItIs(string kernel)
    {
        var shape = (RowKernelShape)typeof(IRowKernel).Assembly.GetType(kernel, throwOnError: true)!.GetProperty(nameof(IRowKernel.Shape))!.GetValue(null)!;
        KernelAxes[] forward = [.. shape.ForwardPasses.SelectMany(p => p.Sums)];
        KernelAxes[] backward = [.. shape.BackwardPasses.SelectMany(p => p.Sums)];
        foreach (var output in shape.TotalOutputs) Assert.Equal(shape.Outputs[output.Output].Axes, forward[output.Sum]);
        foreach (var update in shape.TotalUpdates) Assert.Equal(shape.Inputs[update.Input].Axes, forward[update.Sum]);
        foreach (var update in shape.BackwardTotalUpdates) Assert.Equal(shape.Inputs[update.Input].Axes, backward[update.Sum]);
        foreach (var gradient in shape.TotalGradients) Assert.Equal(gradient.Axes ?? shape.Inputs[gradient.Input].Axes, backward[gradient.Sum]);
        foreach (var statistic in shape.TotalStatistics) Assert.InRange(statistic, 0, forward.Length - 1);
    }
}
