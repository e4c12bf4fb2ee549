using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Inspection;

/// <summary>
/// Watches the blocks of a model that carry <see cref="RecordNormsAttribute"/>: their generated <c>forward</c> notes variance and largest magnitude of the residual stream behind every sublayer, and <see cref="EndStep"/> adds the norm
/// of the gradient of the sublayer's parameters.
/// </summary>
/// <remarks>
/// <code>
/// using var recorder = NormRecorder.Attach(model);
/// for (var step = 0; step &lt; steps; step++)
/// {
///     optimizer.zero_grad();
///     loss(model.call(x)).backward();
///     recorder.EndStep();
///     optimizer.step();
/// }
///
/// foreach (var record in recorder.Records) ..
/// </code>
/// The cost is one reading of the stream a sublayer and one of its gradients a step, in the steps that are recorded. Gradients that are freed inside backward (<c>update_in_backward</c>) are gone when the step ends: their norm is NaN.
/// One thread at a time.
/// </remarks>
public sealed class NormRecorder : IDisposable
{
    private readonly List<(string Name, IRecordsNorms Block, NormProbe Probe)> blocks;
    private readonly List<NormRecord> records = [];
    private readonly int every;
    private bool isRecording = true;

    private NormRecorder(List<(string, IRecordsNorms, NormProbe)> blocks, int every)
    {
        this.blocks = blocks;
        this.every = every;
    }

    /// <summary>What was recorded, by step, then by depth.</summary>
    public IReadOnlyList<NormRecord> Records => records;

    /// <summary>The step that is under way, from 0.</summary>
    public int Step { get; private set; }

    /// <summary>Whether calls of the model are recorded: false for an evaluation in between.</summary>
    public bool IsRecording
    {
        get => isRecording;
        set
        {
            isRecording = value;
            Activate();
        }
    }

    /// <summary>Starts to watch a model.</summary>
    /// <param name="model">The model, or one block.</param>
    /// <param name="every">Every how many steps are recorded: steps 0, every, 2 · every, ...</param>
    /// <returns>The recorder; disposing it ends the watch, and its records stay.</returns>
    /// <exception cref="ArgumentException">No block of the model carries <see cref="RecordNormsAttribute"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is not positive.</exception>
    /// <exception cref="InvalidOperationException">Another recorder watches one of its blocks.</exception>
    public static NormRecorder Attach(nn.Module model, int every = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        var found = new List<(string Name, IRecordsNorms Block)>();
        foreach (var (name, module) in model.named_modules().Prepend((name: "", module: model)))
        {
            if (module is IRecordsNorms block && !found.Any(other => ReferenceEquals(other.Block, block))) found.Add((name, block));
        }

        if (found.Count == 0) throw new ArgumentException($"{model.GetName()} has no block with [RecordNorms] beside its placement attribute.", nameof(model));
        if (found.FirstOrDefault(item => item.Block.Probe is not null) is { Block: not null } watched) throw new InvalidOperationException($"The block '{watched.Name}' is watched by another recorder: dispose that first.");
        var recorder = new NormRecorder([.. found.Select((item, i) => (item.Name, item.Block, new NormProbe(item.Block.Sublayers.Count) { SeesInput = i == 0 }))], every);
        foreach (var (_, block, probe) in recorder.blocks) block.Probe = probe;
        return recorder;
    }

    /// <summary>Ends a step: records what its calls of the model showed and the norms of the gradients that are there. To be called behind <c>backward()</c>, before the gradients are cleared.</summary>
    public void EndStep()
    {
        for (var layer = 0; layer < blocks.Count; layer++)
        {
            var (name, block, probe) = blocks[layer];
            for (var place = probe.SeesInput ? -1 : 0; place < block.Sublayers.Count; place++)
            {
                if (probe.Take(place) is not { } moments) continue;
                var sublayer = place < 0 ? default : block.Sublayers[place];
                records.Add(new(Step, name, layer, sublayer.Key ?? "", place, moments.Variance, moments.Largest, GradientNorm(sublayer.Value)));
            }
        }

        Step++;
        Activate();
    }

    /// <summary>What was recorded in a step.</summary>
    /// <param name="step">The step.</param>
    public IEnumerable<NormRecord> At(int step) => records.Where(record => record.Step == step);

    /// <summary>The records as a table: a line of names, then a line a record, with commas and a decimal point.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteCsv(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine("step,block,layer,sublayer,place,variance,max_magnitude,gradient_norm");
        foreach (var record in records)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{record.Step},{record.Block},{record.Layer},{record.Sublayer},{record.Place},{record.Variance:R},{record.MaxMagnitude:R},{record.GradientNorm:R}"));
    }

    /// <summary>Ends the watch; <see cref="Records"/> stay.</summary>
    public void Dispose()
    {
        foreach (var (_, block, probe) in blocks)
        {
            if (ReferenceEquals(block.Probe, probe)) block.Probe = null;
            probe.Clear();
        }
    }

    private void Activate()
    {
        foreach (var (_, _, probe) in blocks) probe.IsActive = isRecording && Step % every == 0;
    }

    private static double GradientNorm(object? sublayer)
    {
        if (sublayer is not nn.Module module) return double.NaN;
        using var scope = NewDisposeScope();
        double? squares = null;
        foreach (var parameter in module.parameters())
        {
            if (parameter.grad is not { } gradient) continue;
            var norm = gradient.to(gradient.dtype is ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32).norm().to(ScalarType.Float64).item<double>();
            squares = (squares ?? 0) + (norm * norm);
        }

        return squares is { } sum ? Math.Sqrt(sum) : double.NaN;
    }
}
