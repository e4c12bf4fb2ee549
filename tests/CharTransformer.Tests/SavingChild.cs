using System.Diagnostics;
using CharTransformerSample.Checkpoints;
using CharTransformerSample.Data;
using CharTransformerSample.Model;
using CharTransformerSample.Training;
using static TorchSharp.torch;

namespace CharTransformerSample.Tests;

/// <summary>What this assembly does when it is started as a program: trains the small model, saves after every step, and says so, until it is killed.</summary>
internal static class SavingChild
{
    /// <summary>More steps than any child lives to see.</summary>
    public static TrainingPlan Plan { get; } = Small.Plan with { Steps = 1_000_000 };

    public static int Main(string[] arguments)
    {
        var path = arguments[0];
        using var corpus = Small.Corpus();
        using var side = Sides.Create(SideKind.NormGen, Plan);
        var trainee = Resumed(path, side);
        while (true)
        {
            Step(trainee, corpus);
            Console.WriteLine("saving");
            var begin = Stopwatch.GetTimestamp();
            Checkpoint.Save(path, Plan, text: null, corpus, [trainee]);
            Console.WriteLine(FormattableString.Invariant($"saved in {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:F3}"));
        }
    }

    /// <summary>The training of a checkpoint, or a new one where there is none.</summary>
    public static Trainee Resumed(string path, TrainingSide side)
    {
        if (!File.Exists(path)) return new(side);
        var checkpoint = Checkpoint.Read(path);
        checkpoint.Restore(0, side);
        return new(side, checkpoint.Header.Sides[0].History);
    }

    /// <summary>One training step, the one that follows those of the history.</summary>
    public static void Step(Trainee trainee, Corpus corpus)
    {
        using var scope = NewDisposeScope();
        using var windows = new Windows(corpus.Training, Plan.Shape.Context);
        using var batch = windows.Random(Plan.Seed, trainee.History.Losses.Count, Plan.Batch);
        trainee.Step(batch, new LearningRateSchedule(Plan.Steps).Factor(trainee.History.Losses.Count));
    }
}
