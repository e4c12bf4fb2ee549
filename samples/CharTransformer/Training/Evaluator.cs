using CharTransformerSample.Data;
using static TorchSharp.torch;

namespace CharTransformerSample.Training;

/// <summary>The loss on the held-out text, over windows that are the same in every run: side by side, spread evenly if there are more than are needed.</summary>
public sealed class Evaluator : IDisposable
{
    private const int BatchSize = 64;
    private readonly Windows windows;
    private readonly int context;

    /// <summary>Prepares the windows.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="context">The length of a window.</param>
    public Evaluator(Corpus corpus, int context)
    {
        this.context = context;
        windows = new Windows(corpus.Validation, context);
    }

    /// <summary>The loss over up to 128 windows: cheap enough to follow the training.</summary>
    public double Quick(TrainingSide side) => Measure(side, 128);

    /// <summary>The loss over up to 2,048 windows: the figure that is reported.</summary>
    public double Full(TrainingSide side) => Measure(side, 2048);

    /// <inheritdoc/>
    public void Dispose() => windows.Dispose();

    private double Measure(TrainingSide side, int most)
    {
        var all = (windows.Count - 1) / context + 1;
        var count = Math.Min(all, most);
        var positions = new long[count];
        for (var i = 0L; i < count; i++)
        {
            positions[i] = i * all / count * context;
        }

        using var _ = no_grad();
        side.Model.eval();
        var sum = 0.0;
        foreach (var chunk in positions.Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            using var batch = windows.At(chunk);
            sum += side.Loss(batch).item<float>() * chunk.Length;
        }

        side.Model.train();
        return sum / count;
    }
}
