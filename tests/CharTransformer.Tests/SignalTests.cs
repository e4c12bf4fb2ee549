using System.Diagnostics;
using System.Runtime.InteropServices;
using CharTransformerSample.Checkpoints;
using CharTransformerSample.Options;
using CharTransformerSample.Running;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed partial class SignalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData(2)] // SIGINT: Ctrl-C
    [InlineData(15)] // SIGTERM
    public void ASignalEndsTheProgramWithEverythingSaved(int signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        Skip.If(IsIgnored(signal), "Whoever started the tests ignores this signal, as nohup and shells do for what runs in the background, and programs inherit that.");
        using var process = Process.Start(Program())!;
        string rest;
        try
        {
            Assert.Contains("step 1/", ReadUntil(process.StandardOutput, "step 1/"), StringComparison.Ordinal);

            Assert.Equal(0, kill(process.Id, signal));

            var reading = process.StandardOutput.ReadToEndAsync();
            Assert.True(reading.Wait(TimeSpan.FromMinutes(2)), "the program goes on");
            rest = reading.Result;
            process.WaitForExit();
        }
        finally
        {
            // It would train for ever, and the tests with it.
            if (!process.HasExited) process.Kill();
        }

        Assert.Equal(SampleRun.Interrupted, process.ExitCode);
        Assert.Contains($"--resume {RunOptions.CheckpointIn(folder.Path)}", rest, StringComparison.Ordinal);
        Assert.InRange(Checkpoint.Read(RunOptions.CheckpointIn(folder.Path)).Header.Step, 1, int.MaxValue);
    }

    // Linux shows the set of ignored signals, the first in the lowest bit; elsewhere nobody asks.
    private static bool IsIgnored(int signal)
        => File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } line
            && (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) >> (signal - 1) & 1) == 1;

    private ProcessStartInfo Program()
    {
        var assembly = typeof(SampleRun).Assembly.Location;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { assembly, "--text", folder.Write("text", Small.Text), "--steps", "100000000", "--layers", "1", "--width", "16", "--heads", "2", "--context", "8", "--batch", "2", "--threads", "1", "--out", folder.Path })
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static string ReadUntil(StreamReader reader, string text)
    {
        var seen = "";
        while (!seen.Contains(text, StringComparison.Ordinal) && reader.ReadLine() is { } line) seen += line + "\n";
        return seen;
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
