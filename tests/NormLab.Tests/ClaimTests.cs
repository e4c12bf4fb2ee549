using Xunit;
using Xunit.Abstractions;

namespace NormLabSample.Tests;

/// <summary>The orderings that came out of norms, placements and residual scales, on fixed seeds.</summary>
public class ClaimTests(ITestOutputHelper output)
{
    /// <summary>An experiment, its seeds, its steps where fewer than its own show the same, and the methods that are run, where not all of them fit into the time of a test.</summary>
    public static TheoryData<string, int, int?, string[]?> Claims { get; } = new()
    {
        { "15-peri-ln", 1, 100, ["Pre-LN, lr 0.01", "Post-LN, lr 0.01", "Peri-LN, lr 0.01"] },
        { "15-magnitude", 1, 100, null },
        { "15-damping", 1, null, null },
        { "16-mix-ln", 3, null, ["Pre, 12", "Mix, 12", "Pre, blocks, 12", "Post, blocks, 12"] },
        { "17-crmsnorm", 2, null, null },
        { "18-depth-growth", 1, null, null },
        { "18-depth-training", 1, 100, ["One", "InverseDepth", "InverseSqrtDepth"] },
        { "19-moments", 1, null, null },
        { "19-training", 1, null, null },
        { "20-21-token-norms", 4, null, null },
        { "21-powernorm-harsh", 1, null, null },
        { "22-adab2n", 10, null, null },
        { "23-evonorm", 1, 60, ["batch norm, ReLU, batches of 64", "group norm, ReLU, batches of 64", "EvoNorm-B0, batches of 64", "EvoNorm-S0, batches of 64"] },
        { "23-evonorm", 1, 500, ["batch norm, ReLU, batches of 2", "group norm, ReLU, batches of 2", "EvoNorm-B0, batches of 2", "EvoNorm-S0, batches of 2"] },
        { "24-hole-statistics", 1, null, null },
        { "24-hole-error", 1, 100, ["RegionB", "Batch", "Instance", "None"] },
        { "26-metamers", 1, null, ["scale 0.25", "scale 0.5", "scale 1"] },
    };

    [Theory]
    [MemberData(nameof(Claims))]
    public void What_is_claimed_comes_out(string name, int seeds, int? steps, string[]? methods)
    {
        var experiment = NormLaboratory.Lab.Named(name)!;
        var results = experiment.Run(seeds, steps, methods);
        foreach (var row in results.Rows) output.WriteLine($"{row.Label}: {string.Join(" ", row.Values)}");
        var shown = experiment.Orderings.Where(ordering => results.Holds(ordering) is not null).ToList();
        Assert.All(shown, ordering => Assert.True(results.Holds(ordering), ordering.Text));
        Assert.NotEmpty(shown);
        if (methods is null) Assert.Equal(experiment.Orderings.Count, shown.Count);
    }
}
