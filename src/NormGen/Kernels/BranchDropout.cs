using System.ComponentModel;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>What the dropout of a joint depends on at run time. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BranchDropout
{
    /// <summary>One joint counts its dropouts from the seed on; so many stay below 2^53.</summary>
    private const long Seeds = (1L << 53) - 64;

    /// <summary>Whether a module drops anything now: while training, unless its probability is zero.</summary>
    /// <param name="dropout">The module.</param>
    public static bool IsActive(Dropout dropout) => dropout.p > 0 && dropout.training;

    /// <summary>The probability that an element is dropped now.</summary>
    /// <param name="dropout">The module.</param>
    public static double Rate(Dropout dropout) => IsActive(dropout) ? dropout.p : 0;

    /// <summary>A seed for one call, from torch's default generator: <c>manual_seed</c> repeats it.</summary>
    public static long NextSeed()
    {
        using var seed = randint(Seeds, [1], dtype: ScalarType.Int64);
        return seed.item<long>();
    }
}
