using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Initializes the weights of residual branches by Fixup, DeepNorm and GPT-2. Generated <c>InitializeNorms</c> calls it with the weights that the branch's <c>forward</c> shows; sublayers with
/// <c>[Sublayer(Initialize = false)]</c> can do so themselves.
/// </summary>
public static class ResidualInitialization
{
    /// <summary>GPT-2: weights that make the branch's output get the deviation <c>std · 1 / sqrt(n)</c>, the others <c>std</c>; biases 0. Radford et al., 2019, as in nanoGPT.</summary>
    /// <param name="branch">The sublayer.</param>
    /// <param name="branches">n, the number of residual branches: two a transformer block.</param>
    /// <param name="outputs">The names of the weights that make the output, as in <c>named_parameters()</c> of the sublayer; <c>*</c> for any index of a list.</param>
    /// <param name="others">The names of its other weights.</param>
    /// <param name="std">The deviation.</param>
    /// <exception cref="ArgumentException">The sublayer has no such parameter.</exception>
    public static void Gpt2(nn.Module branch, long branches, ReadOnlySpan<string> outputs, ReadOnlySpan<string> others, double std = 0.02)
    {
        var factor = ResidualScales.InverseSqrtBranches(branches);
        using var frozen = no_grad();
        foreach (var (weight, bias) in Weights(branch, others)) Normal(weight, bias, std);
        foreach (var (weight, bias) in Weights(branch, outputs)) Normal(weight, bias, std * factor);
    }

    /// <summary>Fixup: the last weight of the branch 0, the others He's deviation times <c>n^(-1 / (2m - 2))</c>; biases 0. Zhang, Dauphin and Ma, 2019, arXiv 1901.09321.</summary>
    /// <param name="branch">The sublayer.</param>
    /// <param name="branches">n, the number of residual branches: two a transformer block.</param>
    /// <param name="weights">m, the weights that are multiplied along the branch.</param>
    /// <param name="outputs">The names of the weights that make the output, as in <c>named_parameters()</c> of the sublayer; <c>*</c> for any index of a list.</param>
    /// <param name="others">The names of its other weights, those of queries and keys left out.</param>
    /// <param name="asReleased">Whether He's deviation counts outputs, as in the authors' code, instead of inputs.</param>
    /// <exception cref="ArgumentException">The sublayer has no such parameter.</exception>
    public static void Fixup(nn.Module branch, long branches, int weights, ReadOnlySpan<string> outputs, ReadOnlySpan<string> others, bool asReleased = false)
    {
        var factor = others.Length == 0 ? 0 : ResidualScales.FixupFactor(branches, weights);
        using var frozen = no_grad();
        foreach (var (weight, bias) in Weights(branch, others)) Normal(weight, bias, factor * Math.Sqrt(2.0 / (asReleased ? FanOut(weight) : LeCun.FanIn(weight))));
        foreach (var (weight, bias) in Weights(branch, outputs)) Normal(weight, bias, 0);
    }

    /// <summary>DeepNorm: weights by Xavier's normal initialization, with the gain beta where they make values, output or feed-forward features, and 1 where they make queries and keys. Wang et al., 2022, arXiv 2203.00555.</summary>
    /// <param name="branch">The sublayer.</param>
    /// <param name="beta">The gain; see <see cref="ResidualScales"/>.</param>
    /// <param name="scaled">The names of the weights with the gain beta, as in <c>named_parameters()</c> of the sublayer; <c>*</c> for any index of a list.</param>
    /// <param name="logits">The names of the weights of queries and keys.</param>
    /// <exception cref="ArgumentException">The sublayer has no such parameter.</exception>
    public static void DeepNorm(nn.Module branch, double beta, ReadOnlySpan<string> scaled, ReadOnlySpan<string> logits)
    {
        using var frozen = no_grad();
        foreach (var (weight, _) in Weights(branch, logits)) Xavier(weight, 1);
        foreach (var (weight, _) in Weights(branch, scaled)) Xavier(weight, beta);
    }

    private static void Xavier(Parameter weight, double gain) => weight.normal_(0, gain * Math.Sqrt(2.0 / (LeCun.FanIn(weight) + FanOut(weight))));

    private static void Normal(Parameter weight, Parameter? bias, double deviation)
    {
        if (deviation == 0) weight.zero_();
        else weight.normal_(0, deviation);
        bias?.zero_();
    }

    /// <summary>The outputs that an input reaches: out_features, or out_channels times the kernel's size.</summary>
    private static long FanOut(Parameter weight) => weight.numel() / weight.size(1);

    /// <summary>Weights by name, each with the bias beside it.</summary>
    private static List<(Parameter Weight, Parameter? Bias)> Weights(nn.Module branch, ReadOnlySpan<string> names)
    {
        if (branch is null) throw new InvalidOperationException("A sublayer is null: InitializeNorms initializes weights, so it must be called after the sublayers are made.");
        var found = new List<(Parameter, Parameter?)>();
        if (names.Length == 0) return found;
        var parameters = branch.named_parameters().ToList();
        foreach (var name in names)
        {
            var before = found.Count;
            foreach (var (path, weight) in parameters.Where(item => Fits(item.name, name)))
            {
                var beside = path.EndsWith("weight", StringComparison.Ordinal) ? path[..^"weight".Length] + "bias" : null;
                found.Add((weight, parameters.Find(item => item.name == beside).parameter));
            }

            if (found.Count == before) throw new ArgumentException($"{branch.GetType().Name} has no parameter '{name}'; it has {string.Join(", ", parameters.Select(item => item.name))}. Has it called RegisterComponents()?", nameof(names));
        }

        return found;
    }

    private static bool Fits(string name, string pattern)
    {
        var (parts, wanted) = (name.Split('.'), pattern.Split('.'));
        return parts.Length == wanted.Length && parts.Zip(wanted).All(pair => pair.Second == "*" || pair.First == pair.Second);
    }
}
