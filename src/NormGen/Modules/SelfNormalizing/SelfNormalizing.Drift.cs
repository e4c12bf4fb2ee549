using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <content>The drift of a net's moments.</content>
public static partial class SelfNormalizing
{
    /// <summary>
    /// Follows mean and variance through a net layer by layer, from the weights alone: a unit with weights w and bias b sees a normal distribution of mean <c>mu · sum(w) + b</c> and variance <c>nu · sum(w²)</c>, and <see cref="Moments"/> says what SELU
    /// makes of it. The next layer gets the moments over all units. Where they leave zero and one, the net does not normalize itself.
    /// </summary>
    /// <param name="model">The net. Its linear and convolutional layers are taken in the order of registration, each as followed by SELU; of the last one, often a plain head, read what it gets.</param>
    /// <param name="mean">The mean of the inputs.</param>
    /// <param name="variance">The variance of the inputs, above zero.</param>
    /// <returns>Each layer by name with the moments behind it.</returns>
    /// <exception cref="ArgumentException">The model has no such layer. Has it called RegisterComponents()?</exception>
    /// <exception cref="ArgumentOutOfRangeException">The variance is not above zero, or a moment is not finite.</exception>
    public static IReadOnlyList<LayerMoments> Drift(nn.Module model, double mean = 0, double variance = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(variance);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var layers = new List<LayerMoments>();
        foreach (var (name, layer) in model.named_modules().Where(item => item.module is Linear or Convolution))
        {
            var parameters = layer.named_parameters(recurse: false).ToDictionary(item => item.name, item => item.parameter);
            var rows = parameters["weight"].flatten(1).to(ScalarType.Float64).cpu();
            var sums = rows.sum(1).data<double>().ToArray();
            var squares = rows.square().sum(1).data<double>().ToArray();
            var biases = parameters.TryGetValue("bias", out var bias) ? bias.to(ScalarType.Float64).cpu().data<double>().ToArray() : new double[sums.Length];
            var (first, second) = (0.0, 0.0);
            for (var unit = 0; unit < sums.Length; unit++)
            {
                var (unitMean, unitVariance) = Moments((mean * sums[unit]) + biases[unit], Math.Max(variance * squares[unit], double.Epsilon));
                first += unitMean / sums.Length;
                second += (unitVariance + (unitMean * unitMean)) / sums.Length;
            }

            (mean, variance) = (first, second - (first * first));
            layers.Add(new(name, mean, variance));
        }

        return layers.Count > 0 ? layers : throw new ArgumentException($"{model.GetType().Name} has no linear or convolutional layer. Has it called RegisterComponents()?", nameof(model));
    }
}
