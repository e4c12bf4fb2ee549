using System.ComponentModel;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>Runs what is left of a sublayer whose opening and closing operations a joint computes. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SublayerParts
{
    /// <summary>The module at a place of a sublayer, as it was there when the block was compiled.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="sublayer">The sublayer.</param>
    /// <param name="item">Which of its modules.</param>
    /// <param name="items">How many it had.</param>
    /// <param name="name">The sublayer's name.</param>
    /// <exception cref="InvalidOperationException">It was changed since it was made.</exception>
    public static T Item<T>(Sequential sublayer, int item, int items, string name)
        where T : nn.Module
        => sublayer.Count == items && sublayer[item] is T module ? module
            : throw new InvalidOperationException(
                $"The sublayer '{name}' was a Sequential of {items} modules with {typeof(T).Name} at place {item} where the block makes it, and now has {sublayer.Count}{(sublayer.Count > item ? $" with {sublayer[item].GetType().Name} there" : "")}; [Sublayer(Fuse = false)] calls it as it stands.");

    /// <summary>The modules of a sublayer from one place to before another, one behind the other.</summary>
    /// <param name="sublayer">The sublayer.</param>
    /// <param name="input">What the first of them gets; untouched.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The place behind the last of them.</param>
    /// <param name="endsInProduct">Whether the last of them is a <c>Linear</c> whose bias is added elsewhere.</param>
    public static Tensor Run(Sequential sublayer, Tensor input, int first, int end, bool endsInProduct)
    {
        var value = input;
        for (var i = first; i < end; i++)
        {
            var next = endsInProduct && i == end - 1 ? Product((Linear)sublayer[i], value) : sublayer[i].call(value);
            if (!ReferenceEquals(value, input) && !ReferenceEquals(value, next)) value.Dispose();
            value = next;
        }

        return value;
    }

    /// <summary>A <c>Linear</c> without its bias: <c>x · weightᵀ</c>.</summary>
    /// <param name="linear">The module.</param>
    /// <param name="input">Its input.</param>
    public static Tensor Product(Linear linear, Tensor input) => nn.functional.linear(input, linear.weight);
}
