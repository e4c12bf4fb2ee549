using System.ComponentModel;
using static TorchSharp.torch;

namespace NormGen.Inspection;

/// <summary>Takes the statistics of one block while a <see cref="NormRecorder"/> watches it. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NormProbe
{
    private readonly List<Tensor>[] seen;

    internal NormProbe(int sublayers) => seen = [.. Enumerable.Range(0, sublayers + 1).Select(_ => new List<Tensor>())];

    /// <summary>Whether the current step is recorded.</summary>
    internal bool IsActive { get; set; } = true;

    /// <summary>Whether the stream that enters the block is recorded as well: behind another block it was recorded there.</summary>
    internal bool SeesInput { get; init; }

    /// <summary>Notes the stream that enters the block.</summary>
    /// <param name="stream">The stream; untouched.</param>
    public void RecordInput(Tensor stream)
    {
        if (SeesInput) Record(-1, stream);
    }

    /// <summary>Notes the stream behind a sublayer.</summary>
    /// <param name="sublayer">Which sublayer, from 0.</param>
    /// <param name="stream">The stream; untouched.</param>
    public void Record(int sublayer, Tensor stream)
    {
        if (IsActive && stream.numel() > 0) seen[sublayer + 1].Add(StreamMoments.Of(stream));
    }

    /// <summary>The moments behind a sublayer since the last step (the mean of the variances, the largest of the magnitudes), or null where it was not called.</summary>
    internal (double Variance, double Largest)? Take(int sublayer)
    {
        var calls = seen[sublayer + 1];
        if (calls.Count == 0) return null;
        var moments = calls.ConvertAll(call =>
        {
            using var host = call.cpu();
            return host.data<double>().ToArray();
        });
        Forget(sublayer);
        return (moments.Average(call => call[0]), moments.Aggregate(0.0, (most, call) => double.IsNaN(call[1]) ? double.NaN : Math.Max(most, call[1])));
    }

    /// <summary>Drops what was noted.</summary>
    internal void Clear()
    {
        for (var i = -1; i < seen.Length - 1; i++) Forget(i);
    }

    private void Forget(int sublayer)
    {
        foreach (var call in seen[sublayer + 1]) call.Dispose();
        seen[sublayer + 1].Clear();
    }
}
