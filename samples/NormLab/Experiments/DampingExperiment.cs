using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormGen.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Peri-LN: the gradient of a sublayer's last weight does not grow with the weight before it.</summary>
internal sealed class DampingExperiment() : Experiment(
    "15-damping", "One block x + Norm(W2 relu(s · W1 Norm(x))), and the same without the outer norm: the norm of the gradient of W2 over what it is at s = 1.", seeds: 1)
{
    private static readonly double[] Scales = [10, 100, 1000];

    public override IReadOnlyList<Method> Methods { get; } =
        [.. from isPeri in (bool[])[false, true] from scale in Scales select new Method(Named(isPeri, scale), job => Outcome.Counted(Gradient(job.Seed, isPeri, scale) / Gradient(job.Seed, isPeri, 1)))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        .. Scales.Select(scale => new Ordering(FormattableString.Invariant($"{Named(false, scale)}: {scale} times"), [Named(false, scale)], means => Math.Abs(means[0] / scale - 1) < 1e-6)),
        .. Scales.Select(scale => new Ordering($"{Named(true, scale)}: the same", [Named(true, scale)], means => Math.Abs(means[0] - 1) < 0.01)),
    ];

    private static string Named(bool isPeri, double scale) => FormattableString.Invariant($"{(isPeri ? "Peri" : "Pre")}-LN, s = {scale}");

    private static double Gradient(int seed, bool isPeri, double scale)
    {
        const long rows = 16, width = 32;
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(seed);
        var x = randomness.Normal([rows, width], ScalarType.Float64);
        var (first, second, upstream) = (randomness.Normal([width, width], ScalarType.Float64), randomness.Normal([width, width], ScalarType.Float64).requires_grad_(), randomness.Normal([rows, width], ScalarType.Float64));
        var branch = functional.relu(Norms.RMSNormWithoutAffine(x, 1e-6).matmul(first.t()) * scale).matmul(second.t());
        (x + (isPeri ? Norms.RMSNormWithoutAffine(branch, 1e-6) : branch)).backward([upstream]);
        return second.grad!.norm().item<double>();
    }
}
