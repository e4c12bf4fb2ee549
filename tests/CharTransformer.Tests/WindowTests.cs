using CharTransformerSample.Data;
using TorchSharp;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed class WindowTests
{
    [Fact]
    public void TheTargetOfAPositionIsTheNextByte()
    {
        using var corpus = Small.Corpus();
        using var windows = new Windows(corpus.Training, context: 8);

        using var batch = windows.At([0, 5]);

        Assert.Equal(new long[] { 2, 8 }, batch.Inputs.shape);
        Assert.Equal(Small.Text[..8].Concat(Small.Text[5..13]).Select(b => (long)b), batch.Inputs.data<long>().ToArray());
        Assert.Equal(Small.Text[1..9].Concat(Small.Text[6..14]).Select(b => (long)b), batch.Targets.data<long>().ToArray());
        Assert.Equal(16, batch.Tokens);
    }

    [Fact]
    public void ABatchIsAFunctionOfSeedAndStep()
    {
        using var corpus = Small.Corpus();
        using var windows = new Windows(corpus.Training, context: 8);

        long[] Draw(long seed, int step)
        {
            using var batch = windows.Random(seed, step, 4);
            return batch.Inputs.data<long>().ToArray();
        }

        Assert.Equal(Draw(1, 2), Draw(1, 2));
        Assert.NotEqual(Draw(1, 2), Draw(1, 3));
        Assert.NotEqual(Draw(1, 2), Draw(2, 2));
    }

    [Fact]
    public void DrawsAreEvenlySpreadAndInRange()
    {
        var counts = new int[10];
        for (var step = 0; step < 10_000; step++)
        {
            counts[CounterRandom.Next(seed: 3, step, index: 0, limit: 10)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 880, 1120));
        Assert.All(Enumerable.Range(0, 1000), index => Assert.InRange(CounterRandom.NextUnit(3, -1, index), 0, 1 - 1e-16));
    }

    [Fact]
    public void TheLastWindowEndsWithTheText()
    {
        using var corpus = Small.Corpus();
        using var windows = new Windows(corpus.Training, context: 8);

        using var batch = windows.At([windows.Count - 1]);

        Assert.Equal((long)Small.Text[Corpus.TrainingLength(Small.Text.Length) - 1], batch.Targets[7].item<long>());
    }
}
