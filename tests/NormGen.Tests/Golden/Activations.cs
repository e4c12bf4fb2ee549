using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The activations that golden cases name.</summary>
internal static class Activations
{
    public static bool Knows(string name) => name is "none" or "gelu" or "relu" or "tanh" or "silu";

    public static Tensor Apply(string name, Tensor x) => name switch
    {
        "gelu" => nn.functional.gelu(x),
        "relu" => nn.functional.relu(x),
        "tanh" => x.tanh(),
        "silu" => nn.functional.silu(x),
        _ => x,
    };
}
