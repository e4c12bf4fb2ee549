using System.Text.Json;
using NormGen.CodeModel.Invariance;
using Xunit.Abstractions;

namespace NormGen.Generators.Tests.Invariance;

/// <summary>Verdicts that were measured as <c>&lt;w, dL/dw&gt; = 0</c>: the flow analysis says the same of the same networks.</summary>
public sealed class GoldenInvarianceTests(ITestOutputHelper output)
{
    private static string Folder => Environment.GetEnvironmentVariable("NORMGEN_GOLDEN") is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "golden");

    public static TheoryData<string, string, string, string> Cases()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var file in Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var golden in JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("cases").EnumerateArray())
            {
                if (golden.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("architecture", out var architecture) && golden.GetProperty("outputs").TryGetProperty("verdict", out var verdict))
                    data.Add(golden.GetProperty("name").GetString()!, architecture.GetString()!, parameters.GetProperty("weight").GetString()!, verdict.GetString()!);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_flow_gives_the_measured_verdict(string name, string architecture, string weight, string verdict)
    {
        var network = Architecture.Of(architecture);
        Assert.True(network is not null, $"{name}: no class expresses '{architecture}'.");
        var found = InvarianceOf.Net(network.Source).GetValueOrDefault(network.Weights[weight]);
        output.WriteLine(network.Source);
        Assert.Contains(found is null ? "none" : Verdict(found), Agreeing(verdict));
    }

    /// <summary>The measured verdict is the coarsest that holds; a finer one says more. A verdict that includes the bias names no groups.</summary>
    private static string[] Agreeing(string measured) => measured switch
    {
        "layer" => ["layer", "row"],
        _ => [measured],
    };

    private static string Verdict(ScaleInvariance found) => found.WithBias ? "joint(weight,bias)" : found.Group switch
    {
        ScaleGroup.Row => "row",
        ScaleGroup.Block => "block" + found.BlockRows,
        _ => "layer",
    };
}
