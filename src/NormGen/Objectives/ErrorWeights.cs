using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary>How wrong each sample is, <c>s = 1 / (1 + exp(m))</c> of its margin m, in forms that neither overflow nor end as 0 / 0 at margins of a million.</summary>
internal static class ErrorWeights
{
    /// <summary><c>log s = -softplus(m)</c></summary>
    public static Tensor LogErrors(Tensor margins) => nn.functional.logsigmoid(margins.neg());

    /// <summary><c>s / Σ s = softmax(-softplus(m))</c></summary>
    public static Tensor Shares(Tensor margins) => LogErrors(margins).softmax(0);

    /// <summary><c>s / n</c></summary>
    public static Tensor Means(Tensor margins) => margins.neg().sigmoid() / margins.size(0);

    /// <summary><c>log beta = ln n - logsumexp(-softplus(m))</c>: what the mean gradient is multiplied by, n over the sum of errors.</summary>
    public static Tensor LogBeta(Tensor margins) => LogErrors(margins).logsumexp(0).neg() + Math.Log(margins.size(0));

    /// <summary>The mean of <c>log(1 + exp(-m))</c>.</summary>
    public static Tensor Loss(Tensor margins) => nn.functional.logsigmoid(margins).mean().neg();

    /// <summary>
    /// The margin of a sample among several classes, <c>z(label) - log Σ exp z(other)</c>: its error is <c>1 - p(label)</c>. Beside it the softmax over the other classes, 0 at the label's own.
    /// </summary>
    /// <param name="logits"><c>[samples, classes]</c></param>
    /// <param name="labels">The class of each, as <c>[samples, 1]</c>.</param>
    public static (Tensor Margins, Tensor Others) OfClasses(Tensor logits, Tensor labels)
    {
        var others = logits.masked_fill(IsLabel(logits, labels), double.NegativeInfinity);
        return (logits.gather(1, labels).squeeze(1) - others.logsumexp(1), others.softmax(1));
    }

    /// <summary>Whether a logit is the label's own.</summary>
    public static Tensor IsLabel(Tensor logits, Tensor labels) => arange(logits.size(1), dtype: ScalarType.Int64, device: logits.device).eq(labels);
}
