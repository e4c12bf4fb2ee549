using NormGen.Optimizers;
using Xunit;
using Xunit.Abstractions;
namespace NormGen.Tests.Claims;
public class Probe(ITestOutputHelper output)
{
    [Theory]
    [InlineData(3e-2, 100, 12)]
    [InlineData(3e-2, 200, 8)]
    [InlineData(1e-1, 100, 8)]
    public void C(double lr, int steps, int tasks)
    {
        foreach (var kind in Enum.GetValues<Plasticity>())
        {
            var w = System.Diagnostics.Stopwatch.StartNew();
            output.WriteLine($"P {lr} {steps} {kind} " + string.Join(" ", MemorizationRun.Accuracies(kind, tasks, steps, lr).Select(x => x.ToString("0.00"))) + $" {w.Elapsed.TotalSeconds}");
        }
    }
}
