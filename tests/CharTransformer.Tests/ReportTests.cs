using System.Text.Json;
using CharTransformerSample.Options;
using CharTransformerSample.Reports;
using CharTransformerSample.Running;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed class ReportTests
{
    private static readonly string[] Keys = ["steps", "initialLoss", "finalLoss", "validationLoss", "tokensPerSecond", "peakMemoryBytes", "optimizerStateBytes"];

    [Fact]
    public void TheJsonHasTheAgreedKeysOnBothSides()
    {
        using var folder = new TemporaryFolder();
        var ours = new RunFigures(3, 5.5, 2.25, 2.5, 1000, 123_456_789, 4096);

        JsonReport.Write(folder.File("j"), ours, ours with { Steps = 4, ValidationLoss = double.NaN });

        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("j")));
        Assert.Equal([.. Keys, "compare"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Keys, json.RootElement.GetProperty("compare").EnumerateObject().Select(property => property.Name));
        Assert.Equal(2.25, json.RootElement.GetProperty("finalLoss").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("compare").GetProperty("validationLoss").ValueKind);
        Assert.Equal(ours, JsonReport.Read(folder.File("j")));
    }

    [Fact]
    public void ARunLeavesItsFilesAndGoesOnFromThem()
    {
        using var folder = new TemporaryFolder();
        var text = folder.Write("text", Small.Text);
        string[] run = ["--text", text, "--steps", "3", "--layers", "1", "--width", "16", "--heads", "2", "--context", "8", "--batch", "2", "--threads", "1", "--out", folder.Path, "--json", folder.File("j")];

        Assert.Equal(0, CommandLine.Invoke(run, SampleRun.Execute));

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder.File("loss.png"))[..4]);
        Assert.Contains("<svg", File.ReadAllText(folder.File("loss.svg")), StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
        Assert.Equal(3, Read("steps").GetInt32());
        Assert.Equal(JsonValueKind.Null, Read("compare").ValueKind);

        Assert.Equal(0, CommandLine.Invoke(["--resume", folder.File("checkpoint.bin"), "--steps", "5", "--threads", "1", "--out", folder.Path, "--json", folder.File("j")], SampleRun.Execute));
        Assert.Equal(5, Read("steps").GetInt32());

        JsonElement Read(string key) => JsonDocument.Parse(File.ReadAllText(folder.File("j"))).RootElement.GetProperty(key);
    }
}
