using LaboratorySample.Runs;
using NormGen;
using NormGen.Inspection;
using NormLabSample.Models;
using NormLabSample.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace NormLabSample.Experiments;

/// <summary>24 residual blocks that are trained by 200 steps of Adam, their streams recorded before and after it.</summary>
/// <param name="Placement">Where their norms stand.</param>
/// <param name="Rate">Adam's.</param>
internal sealed record PlacedRun(Placement Placement, double Rate)
{
    private const int Depth = 24, Steps = 200;

    /// <summary>The method's name.</summary>
    public string Name { get; } = FormattableString.Invariant($"{Placement}-LN, lr {Rate}");

    /// <summary>One run.</summary>
    /// <param name="job">Which.</param>
    /// <param name="value">What is looked at of a record.</param>
    /// <param name="measured">What is told of the values of the stream that enters the first block and of those behind each block, before and after training, and of the loss after it.</param>
    /// <returns>The curve is that of the trained values over the one that enters, as powers of ten.</returns>
    public Outcome Run(Job job, Func<NormRecord, double> value, Func<double[], double[], double, IReadOnlyList<(string Measure, double Value)>> measured)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var problem = new ProductSigns(randomness);
        using var model = new Tower(Placement, Depth, randomness);
        using var optimizer = torch.optim.AdamW(model, Rate, weight_decay: 0, fused: true);
        var before = Recorded();
        double[] after = [];
        var outcome = Training.Run(job, optimizer, job.StepsOr(Steps), _ => problem.BatchLoss(model), () => measured(before, after = Recorded(), problem.Measure(model).Loss));
        return outcome.WithoutSteps() with { Curve = [.. after[1..].Select(now => Math.Log10(now / after[0]))] };

        double[] Recorded() => [.. Recording.Of(model, () => problem.Loss(model)).Select(value)];
    }
}
