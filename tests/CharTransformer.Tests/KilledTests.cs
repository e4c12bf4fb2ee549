using System.Diagnostics;
using System.Globalization;
using CharTransformerSample.Checkpoints;
using CharTransformerSample.Data;
using CharTransformerSample.Model;
using CharTransformerSample.Training;
using Xunit;
using Xunit.Abstractions;

namespace CharTransformerSample.Tests;

/// <summary>Processes that are killed while they save: what is on the disk always loads, and the next process goes on from there bit for bit.</summary>
public sealed class KilledTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 50;
    private readonly TemporaryFolder folder = new();
    private readonly Corpus corpus = Small.Corpus();

    public void Dispose()
    {
        folder.Dispose();
        corpus.Dispose();
    }

    [SkippableFact]
    public async Task AfterEveryKillTheLastCheckpointLoadsAndTrainingGoesOnBitForBit()
    {
        Skip.If(OperatingSystem.IsWindows(), "Kill is TerminateProcess there, which no save can be caught in the middle of alike.");

        // Two chains of processes side by side: starting them is what takes the time.
        var chains = await Task.WhenAll(Enumerable.Range(0, 2).Select(chain => Task.Run(() => KillOneAfterTheOther(chain))));

        output.WriteLine($"{chains.Sum(chain => chain.Seen.Count)} kills, {chains.Sum(chain => chain.HalfWritten)} of them left a half-written file; steps {string.Join(" and ", chains.Select(chain => chain.Seen[^1].Step))}.");
        Assert.Equal(Kills, chains.Sum(chain => chain.Seen.Count));
        Assert.NotEqual(0, chains.Sum(chain => chain.HalfWritten));
        using var whole = Sides.Create(SideKind.NormGen, SavingChild.Plan);
        var uninterrupted = new Trainee(whole);
        foreach (var seen in chains.SelectMany(chain => chain.Seen).OrderBy(seen => seen.Step))
        {
            while (uninterrupted.History.Losses.Count < seen.Step) SavingChild.Step(uninterrupted, corpus);
            AssertSame(uninterrupted, seen.File);
        }
    }

    /// <summary>The checkpoint after each kill, and how often the file in progress was left behind.</summary>
    private (List<(int Step, string File)> Seen, int HalfWritten) KillOneAfterTheOther(int chain)
    {
        var (random, seen, halfWritten) = (new Random(chain), new List<(int, string)>(), 0);
        var path = folder.File($"{chain}/checkpoint.bin");
        for (var kill = 0; kill < Kills / 2; kill++)
        {
            KillWhileSaving(path, random);
            var copy = folder.File($"{chain}/{kill}.seen");
            File.Copy(path, copy);
            var step = Checkpoint.Read(copy).Header.Step;
            Assert.True(seen.Count == 0 || step >= seen[^1].Item1, "A kill took an earlier checkpoint away.");
            seen.Add((step, copy));
            foreach (var rest in Directory.GetFiles(Path.GetDirectoryName(path)!, "*.tmp"))
            {
                halfWritten++;
                File.Delete(rest);
            }
        }

        return (seen, halfWritten);
    }

    private static void KillWhileSaving(string path, Random random)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(SavingChild).Assembly.Location);
        start.ArgumentList.Add(path);
        using var process = Process.Start(start)!;
        try
        {
            // After a whole save or two, at any moment of the next one.
            var (saves, duration) = (random.Next(1, 3), 1.0);
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line.StartsWith("saved in ", StringComparison.Ordinal))
                {
                    duration = double.Parse(line["saved in ".Length..], CultureInfo.InvariantCulture);
                    saves--;
                }
                else if (saves <= 0)
                {
                    var (begin, delay) = (Stopwatch.GetTimestamp(), random.NextDouble() * duration);
                    while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < delay) Thread.SpinWait(20);
                    break;
                }
            }

            Assert.False(process.HasExited, "The child ended by itself.");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static void AssertSame(Trainee expected, string file)
    {
        using var side = Sides.Create(SideKind.NormGen, SavingChild.Plan with { Seed = 99 });
        var actual = SavingChild.Resumed(file, side);
        Assert.Equal(expected.History.Losses, actual.History.Losses);
        Assert.Equal(expected.History.GradientNorms, actual.History.GradientNorms);
        var weights = expected.Side.Model.state_dict();
        foreach (var (name, tensor) in side.Model.state_dict()) Assert.True(weights[name].bytes.SequenceEqual(tensor.bytes), name);
        Assert.Equal(State(expected.Side), State(side));
    }

    private static byte[] State(TrainingSide side)
    {
        using var stream = new MemoryStream();
        side.Optimizer.save_state_dict(new BinaryWriter(stream));
        return stream.ToArray();
    }
}
