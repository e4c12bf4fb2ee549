using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>LeCun's normal initialization: variance <c>1 / fan_in</c>.</summary>
internal static class LeCun
{
    /// <summary>The inputs of a unit: in_features of a linear weight <c>[out, in]</c>, in_channels times the kernel's size of a convolution's.</summary>
    public static long FanIn(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.ndim < 2 || weight.numel() == 0) throw new ArgumentException($"LeCun initialization needs a weight [out, in, ...] with elements, but got [{string.Join(", ", weight.shape)}].", nameof(weight));
        return weight.numel() / weight.size(0);
    }

    /// <summary>Draws a weight.</summary>
    public static Tensor Fill(Tensor weight, Generator? generator)
    {
        var deviation = 1 / Math.Sqrt(FanIn(weight));
        using (no_grad()) return weight.normal_(0, deviation, generator);
    }

    /// <summary>Draws the weights of all linear and convolutional layers of a module, itself included, and sets their biases to zero.</summary>
    public static void Initialize(nn.Module module, Generator? generator)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var layer in module.modules().Prepend(module).Distinct())
        {
            if (!layer.named_parameters(recurse: false).Any(item => item.name == "weight") || layer is not (Linear or Convolution)) continue;
            foreach (var (name, parameter) in layer.named_parameters(recurse: false))
            {
                if (name == "weight") Fill(parameter, generator);
                else if (name == "bias") nn.init.zeros_(parameter);
            }
        }
    }
}
