using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>
/// What a <see cref="ProjectedOptimizer"/> saves beside the inner optimizer's state: the norms, the interval and the step. It stands first, so that a state of another optimizer or model is refused by name, and counts last, when all else is loaded.
/// </summary>
internal sealed class ProjectionOptions : OptimizerOptions
{
    private (int Every, long Steps, double[] Norms)? loaded;

    public ProjectionOptions(string inner, WeightProjection projection)
    {
        (Inner, Projection, LearningRate) = (inner, projection, 0);
        Commit = new Committing(this);
    }

    /// <summary>The inner optimizer's class.</summary>
    public string Inner { get; }

    /// <summary>The projection whose norms these are.</summary>
    public WeightProjection Projection { get; }

    /// <summary>How many steps lie between two projections.</summary>
    public int Every { get; set; } = 1;

    /// <summary>How many steps were made.</summary>
    public long Steps { get; set; }

    /// <summary>The last part of a state.</summary>
    public OptimizerState Commit { get; }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(Inner);
        writer.Write(string.Join('\n', Layout));
        writer.Write(Every);
        writer.Write(Steps);
        foreach (var weight in Projection.Weights) writer.Write(weight.Rho);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The values are damaged, truncated or of another model; nothing is then changed.</exception>
    public override void LoadStateDict(BinaryReader reader)
    {
        loaded = null;
        try
        {
            CheckSame(reader.ReadString(), reader.ReadString().Split('\n'));
            var (every, steps) = (reader.ReadInt32(), reader.ReadInt64());
            double[] norms = [.. Projection.Weights.Select(_ => reader.ReadDouble())];
            if (every < 1 || steps < 0 || norms.Any(rho => !(rho > 0) || double.IsInfinity(rho))) throw new InvalidDataException("The saved optimizer state is damaged: an interval, a step or a norm of the projection does not fit. Nothing was loaded.");
            loaded = (every, steps, norms);
        }
        catch (EndOfStreamException problem)
        {
            throw new InvalidDataException("The saved optimizer state is truncated: the stream ends too early. Nothing was loaded.", problem);
        }
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        if (source is not ProjectionOptions other) throw new ArgumentException($"These options are of another optimizer ({source.GetType()}).", nameof(source));
        Take(other.Every, other.Steps, [.. other.Projection.Weights.Select(weight => weight.Rho)]);
    }

    /// <summary>Throws where a state is of another inner optimizer or of other weights.</summary>
    public void CheckSame(string inner, IReadOnlyList<string> layout)
    {
        if (inner != Inner) throw new InvalidDataException($"This optimizer state is one of {inner} with a projection, the optimizer {Inner}. Nothing was loaded.");
        var own = Layout;
        for (var i = 0; i < Math.Max(own.Count, layout.Count); i++)
        {
            var (there, here) = (i < layout.Count ? layout[i] : "missing", i < own.Count ? own[i] : "missing");
            if (there != here) throw new InvalidDataException($"This optimizer state is of another model or projection: projected weight {i} is {there} there and {here} here. Nothing was loaded.");
        }
    }

    private IReadOnlyList<string> Layout => [.. Projection.Weights.Select(weight => weight.Layout)];

    private void Take(int every, long steps, double[] norms)
    {
        (Every, Steps) = (every, steps);
        foreach (var (weight, rho) in Projection.Weights.Zip(norms)) weight.Rho = rho;
    }

    /// <summary>Lets what was read count. It reads and writes nothing, so it cannot fail.</summary>
    private sealed class Committing(ProjectionOptions options) : OptimizerState(null!)
    {
        public override void SaveStateDict(BinaryWriter writer)
        {
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            if (options.loaded is not { } loaded) return;
            options.Take(loaded.Every, loaded.Steps, loaded.Norms);
            options.loaded = null;
        }

        public override void LoadStateDict(OptimizerState source)
        {
        }

        public override bool ApproximatelyEquals(OptimizerState other) => other is Committing;

        public override void Initialize(OptimizerOptions options)
        {
        }
    }
}
