using CharTransformerSample.Model;

namespace NormGen.Benchmarks.StepMemory;

/// <summary>What a step needs at least, by count.</summary>
/// <param name="Parameters">Numbers of the model.</param>
/// <param name="Scale">State of SCALE, the largest gradient, and the gradients that wait for the step: those of gains, which stand in fused joints.</param>
/// <param name="AdamW">Two moments and a gradient a number, and one temporary of the largest parameter.</param>
internal readonly record struct StepBytes(long Parameters, long Scale, long AdamW)
{
    /// <summary>The bytes of a model.</summary>
    public static StepBytes Of(ModelShape shape)
    {
        using var model = new CharTransformer(shape);
        using var optimizer = model.CreateOptimizer(lr: 1e-3);
        var (all, largest, gains) = (0L, 0L, 0L);
        foreach (var parameter in model.parameters())
        {
            var size = parameter.numel();
            all += size;
            largest = Math.Max(largest, size);
            if (parameter.ndim < 2) gains += size;
        }

        return new(all, optimizer.Summary().Total.StateBytes + sizeof(float) * (largest + gains), sizeof(float) * (3 * all + largest));
    }
}
