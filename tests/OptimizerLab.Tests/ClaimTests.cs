using Xunit;
using Xunit.Abstractions;

namespace OptimizerLabSample.Tests;

/// <summary>The orderings that the methods are for, on fixed seeds.</summary>
public class ClaimTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("01-scale", 1)]
    [InlineData("02-swan", 1)]
    [InlineData("03-sinkgd", 1)]
    [InlineData("04-stable-spam", 1)]
    [InlineData("05-conda", 1)]
    [InlineData("06-adamp", 1)]
    [InlineData("07-nap", 1)]
    [InlineData("08-gradnormlorp", 2)]
    [InlineData("09-tract", 3)]
    [InlineData("10-gns-newton", 2)]
    [InlineData("11-normalized-lr", 1)]
    public void What_is_claimed_of_a_method_comes_out(string name, int seeds)
    {
        var experiment = OptimizerLaboratory.Lab.Named(name)!;
        var results = experiment.Run(seeds);
        foreach (var row in results.Rows) output.WriteLine($"{row.Label}: {string.Join(" ", row.Values)}");
        Assert.All(experiment.Orderings, ordering => Assert.True(results.Holds(ordering), ordering.Text));
        Assert.NotEmpty(experiment.Orderings);
    }

    [Fact]
    public void Every_experiment_with_a_claim_is_tested_here()
        => Assert.Equal(
            OptimizerLaboratory.Lab.Experiments.Where(experiment => experiment.Orderings.Count > 0).Select(experiment => experiment.Name),
            typeof(ClaimTests).GetMethod(nameof(What_is_claimed_of_a_method_comes_out))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Select(data => (string)((InlineDataAttribute)data).GetData(null!).Single()[0]));
}
