using NormGen.Optimizers;
using Xunit;
using Xunit.Abstractions;

namespace NormGen.Tests.Claims;

/// <summary>The orderings that the methods are for, at the size of a test.</summary>
public class OtherFormsClaims(ITestOutputHelper output)
{
    [Fact]
    public void Late_tasks_are_learned_best_with_norms_and_projection_then_with_norms_then_without()
    {
        // At a larger rate than the published run's, so that the order shows after a few tasks.
        const int Tasks = 6, Last = 2;
        var mean = Enum.GetValues<Plasticity>().ToDictionary(kind => kind, kind =>
        {
            var all = MemorizationRun.Accuracies(kind, Tasks, lr: 3e-2);
            output.WriteLine($"{kind}: {string.Join(" ", all.Select(value => value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)))}");
            return all[^Last..].Average();
        });
        Assert.True(mean[Plasticity.NormalizeAndProject] > mean[Plasticity.LayerNorm]);
        Assert.True(mean[Plasticity.LayerNorm] > mean[Plasticity.None]);
    }

    [Fact]
    public void A_persistent_magnitude_trains_and_generalizes_better_than_GaLore_in_the_same_few_directions()
    {
        foreach (var seed in new[] { 0, 1 })
        {
            var (persistent, plain) = (TeacherStudentRun.Losses(WeightNormForm.Persistent, 1e-2, seed), TeacherStudentRun.Losses(WeightNormForm.None, 1e-2, seed));
            output.WriteLine($"seed {seed}: persistent {persistent}, GaLore {plain}");
            Assert.True(persistent.Train < plain.Train);
            Assert.True(persistent.Validation < plain.Validation);
        }
    }

    [Fact]
    public void TrAct_reaches_a_lower_loss_at_the_same_rate_of_Adam()
    {
        int[] seeds = [0, 1, 2];
        var (tract, plain) = (seeds.Average(seed => ContrastRun.Loss(true, 1e-2, seed)), seeds.Average(seed => ContrastRun.Loss(false, 1e-2, seed)));
        output.WriteLine($"TrAct {tract:0.0000}, plain {plain:0.0000}");
        Assert.True(tract < plain);
    }
}
