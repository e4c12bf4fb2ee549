using System.Runtime.CompilerServices;

namespace NormGen.Kernels;

/// <summary>Checks what random numbers are drawn by, before anything is computed: by formulas as by kernels.</summary>
public static class RandomArguments
{
    private const double SeedLimit = 1L << 53;

    /// <summary>Refuses a seed that a double does not hold exactly.</summary>
    /// <param name="seed">The seed; converted to double, an integer that does not fit still is too large.</param>
    /// <param name="name">How the caller wrote it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie between -2^53 and 2^53.</exception>
    public static void CheckSeed(double seed, [CallerArgumentExpression(nameof(seed))] string name = "")
    {
        if (!(Math.Abs(seed) < SeedLimit)) throw new ArgumentOutOfRangeException(name, seed, "A seed lies between -2^53 and 2^53 (exclusive), where every integer is a double; of a longer one take 'seed & ((1L << 53) - 1)'.");
    }

    /// <summary>Refuses a number that is no probability.</summary>
    /// <param name="p">The number.</param>
    /// <param name="name">How the caller wrote it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie between 0 and 1.</exception>
    public static void CheckProbability(double p, [CallerArgumentExpression(nameof(p))] string name = "")
    {
        if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, p, "A probability lies between 0 and 1.");
    }
}
