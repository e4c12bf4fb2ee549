using TorchSharp;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Every case of the golden folder: run and compared, or visibly listed as not covered.</summary>
public class GoldenTests(ITestOutputHelper output)
{
    public static TheoryData<string, int, string, ScalarType> Covered()
    {
        var data = new TheoryData<string, int, string, ScalarType>();
        foreach (var (golden, index) in Indexed().Where(item => GoldenRegistry.For(item.Golden) is not null))
            foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
                data.Add(golden.File, index, golden.Name, type);
        if (data.Count == 0) data.Add("", -1, "nothing", ScalarType.Float64);
        return data;
    }

    public static TheoryData<string, string, int> NotCovered()
    {
        var data = new TheoryData<string, string, int>();
        foreach (var group in GoldenData.All.Where(golden => GoldenRegistry.For(golden) is null).GroupBy(golden => (golden.File, golden.System)))
            data.Add(group.Key.File, group.Key.System, group.Count());
        if (data.Count == 0) data.Add("", "nothing", 0);
        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Covered))]
    public void A_covered_case_agrees(string file, int index, string name, ScalarType type)
    {
        Skip.If(index < 0, $"No case in {GoldenData.Folder} is covered.");
        var golden = GoldenData.Find(file, index);
        Assert.Equal(name, golden.Name);
        var runner = GoldenRegistry.For(golden)!;
        using var scope = NewDisposeScope();
        var expected = golden.Steps.Count > 0 ? golden.Steps.Select(step => step.Outputs).ToArray() : [golden.Outputs];
        var actual = Results(runner, golden, type);
        Assert.Equal(expected.Length, actual.Count);
        for (var step = 0; step < expected.Length; step++)
        {
            foreach (var (key, value) in expected[step])
            {
                if (runner.NotShown(key) is { } reason)
                {
                    output.WriteLine($"{key}: not compared: {reason}");
                    continue;
                }

                Assert.True(actual[step].TryGetValue(key, out var result), $"{golden}: the runner gives no '{key}'.");
                Agreement.Check(result!, value, type, runner.Cancelling(golden, key), golden.IsSingle, $"{golden}, step {step}, {key}");
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(NotCovered))]
    public void A_case_that_nothing_covers_is_listed(string file, string system, int cases)
    {
        if (cases == 0) return;
        var names = GoldenData.All.Where(golden => golden.File == file && GoldenRegistry.For(golden) is null).Select(golden => golden.Name);
        var reason = $"not covered: {file} ({system}), {cases} cases: {string.Join(", ", names)}";
        output.WriteLine(reason);
        Skip.If(true, reason);
    }

    // Copies: the runner goes on with its tensors.
    private static List<Dictionary<string, GoldenTensor>> Results(IGoldenRunner runner, GoldenCase golden, ScalarType type)
        => [.. runner.Run(golden, type).Select(step => step.ToDictionary(item => item.Key, item => Agreement.Copy(item.Value)))];

    private static IEnumerable<(GoldenCase Golden, int Index)> Indexed()
        => GoldenData.All.GroupBy(golden => golden.File).SelectMany(file => file.Select((golden, index) => (golden, index)));
}
