using CharTransformerSample.Checkpoints;
using CharTransformerSample.Data;
using CharTransformerSample.Errors;
using CharTransformerSample.Model;
using CharTransformerSample.Options;
using CharTransformerSample.Training;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Corpus corpus = Small.Corpus();

    public void Dispose()
    {
        folder.Dispose();
        corpus.Dispose();
    }

    [Theory]
    [InlineData(SideKind.NormGen)]
    [InlineData(SideKind.Stock)]
    public void AResumedTrainingEqualsOneThatNeverStoppedBitForBit(SideKind kind)
    {
        using var whole = Sides.Create(kind, Small.Plan);
        var uninterrupted = new Trainee(whole);
        Small.Train(Small.Plan, corpus, uninterrupted);

        using var second = Sides.Create(kind, Small.Plan with { Seed = 99 });
        var checkpoint = SaveAfter(5, kind);
        checkpoint.Restore(0, second);
        var resumed = new Trainee(second, checkpoint.Header.Sides[0].History);
        Small.Train(Small.Plan, corpus, resumed);

        Assert.Equal(uninterrupted.History.Losses, resumed.History.Losses);
        Assert.Equal(uninterrupted.History.GradientNorms, resumed.History.GradientNorms);
        Assert.Equal(uninterrupted.History.Validations, resumed.History.Validations);
        Assert.Equal(uninterrupted.FinalValidationLoss, resumed.FinalValidationLoss);
        var expected = whole.Model.state_dict();
        foreach (var (name, tensor) in second.Model.state_dict())
        {
            Assert.True(expected[name].bytes.SequenceEqual(tensor.bytes), name);
        }
    }

    [Fact]
    public void ATruncatedCheckpointIsRefused()
    {
        SaveAfter(1, SideKind.NormGen);
        var bytes = File.ReadAllBytes(folder.File("c"));
        foreach (var length in new[] { 9, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(folder.File("c"), bytes[..length]);
            Assert.Contains("is truncated or damaged", Complaint(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ADamagedCheckpointIsRefused()
    {
        SaveAfter(1, SideKind.NormGen);
        var bytes = File.ReadAllBytes(folder.File("c"));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(folder.File("c"), bytes);
        Assert.Contains("is truncated or damaged", Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnythingElseIsNotACheckpoint()
    {
        folder.Write("c", "Once upon a time"u8.ToArray());
        Assert.Contains("is not a checkpoint of this version of the sample", Complaint(), StringComparison.Ordinal);
        folder.Write("c", []);
        Assert.Contains("is not a checkpoint of this version of the sample", Complaint(), StringComparison.Ordinal);
        File.Delete(folder.File("c"));
        Assert.Contains("there is no such checkpoint", Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void ACheckpointOfAnotherModelIsRefusedWithTheFirstDifference()
    {
        var checkpoint = SaveAfter(1, SideKind.NormGen);
        using var wider = Sides.Create(SideKind.NormGen, Small.Plan with { Shape = Small.Plan.Shape with { Width = 32 } });

        var message = Assert.Throws<UserError>(() => checkpoint.Restore(0, wider)).Message;

        Assert.Contains("is a checkpoint of another model: it holds", message, StringComparison.Ordinal);
        Assert.Contains("[256, 16]", message, StringComparison.Ordinal);
        Assert.Contains("[256, 32]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherTextIsRefused()
    {
        var checkpoint = SaveAfter(1, SideKind.NormGen);
        using var other = new Corpus([.. Small.Text, 1], "other.txt");

        checkpoint.CheckText(corpus);
        Assert.Contains("was trained on another text than other.txt", Assert.Throws<UserError>(() => checkpoint.CheckText(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsThatContradictTheCheckpointAreNamed()
    {
        var saved = Small.Plan;

        Assert.Equal(saved, new PlanRequest().Resume(saved, done: 5));
        Assert.Equal(saved, new PlanRequest(Width: 16, LearningRate: 2e-3).Resume(saved, done: 5));
        Assert.Equal(saved with { Steps = 50 }, new PlanRequest(Steps: 50).Resume(saved, done: 5));
        Assert.Contains("--width 32 contradicts the checkpoint, which is of a model trained with --width 16", Assert.Throws<UserError>(() => new PlanRequest(Width: 32).Resume(saved, done: 5)).Message, StringComparison.Ordinal);
        Assert.Contains("has already done 5 steps", Assert.Throws<UserError>(() => new PlanRequest(Steps: 4).Resume(saved, done: 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFile()
    {
        folder.Write("c", [1, 2, 3]);

        Assert.Throws<IOException>(() => AtomicFile.Write(folder.File("c"), stream =>
        {
            stream.WriteByte(9);
            throw new IOException("disk full");
        }));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File("c")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private Checkpoint SaveAfter(int steps, SideKind kind)
    {
        using var side = Sides.Create(kind, Small.Plan);
        var trainee = new Trainee(side);
        Small.Train(Small.Plan, corpus, trainee, until: steps);
        Checkpoint.Save(folder.File("c"), Small.Plan, text: null, corpus, [trainee]);
        return Checkpoint.Read(folder.File("c"));
    }

    private string Complaint() => Assert.Throws<UserError>(() => Checkpoint.Read(folder.File("c"))).Message;
}
