using System.ComponentModel;
using NormGen.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What generated halves of self-normalizing nets call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SelfNormalizingLayers
{
    /// <summary>SELU with alpha dropout, its seed drawn from torch's generator.</summary>
    /// <param name="p">The probability that an element is dropped.</param>
    public static FusedSELU Activation(double p) => new(p, p > 0 ? BranchDropout.NextSeed() : 0);

    /// <summary>Draws the weights of a layer, or of all layers in it, by LeCun's normal initialization; biases zero.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="InvalidOperationException">It is not there yet.</exception>
    public static void Initialize(nn.Module layer, string name)
    {
        if (layer is null) throw new InvalidOperationException($"'{name}' is null: InitializeSelfNormalizing initializes layers, so it must be called after they are made.");
        LeCun.Initialize(layer, null);
        // A list registers its items only when its owner registers it, which is later.
        foreach (var item in layer as IEnumerable<nn.Module> ?? []) LeCun.Initialize(item, null);
    }

    /// <summary>The layers one behind the other, with the activation behind all but the last.</summary>
    /// <param name="input">What the first layer gets; untouched.</param>
    /// <param name="selu">The activation.</param>
    /// <param name="layers">The layers.</param>
    public static Tensor Run(Tensor input, FusedSELU selu, params ReadOnlySpan<nn.Module<Tensor, Tensor>> layers)
    {
        ArgumentNullException.ThrowIfNull(input);
        var value = input;
        for (var i = 0; i < layers.Length; i++)
        {
            var next = layers[i].call(value);
            if (!ReferenceEquals(value, input)) value.Dispose();
            value = next;
            if (i == layers.Length - 1) break;
            value = selu.call(next);
            next.Dispose();
        }

        return value;
    }
}
