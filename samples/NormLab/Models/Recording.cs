using NormGen.Inspection;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>What <see cref="NormRecorder"/> sees of a model whose blocks carry <c>[RecordNorms]</c>.</summary>
internal static class Recording
{
    /// <summary>The records of one step without an update: of the stream that enters the first block, and of each sublayer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">Calls it.</param>
    public static IReadOnlyList<NormRecord> Of(Module model, Func<Tensor> loss)
    {
        using var gradients = enable_grad();
        using var scope = NewDisposeScope();
        using var recorder = NormRecorder.Attach(model);
        model.zero_grad();
        loss().backward();
        recorder.EndStep();
        return recorder.Records;
    }

    /// <summary>The norm of the gradient of each block's sublayers together.</summary>
    public static double[] GradientNorms(this IReadOnlyList<NormRecord> records)
        => [.. records.Where(record => record.Place >= 0).GroupBy(record => record.Layer).Select(block => Math.Sqrt(block.Sum(record => record.GradientNorm * record.GradientNorm)))];
}
