namespace NormGen.Optimizers;

/// <summary>A list of norms: checked, and as one number for a saved state.</summary>
internal static class NormList
{
    // Digits to the base 8, none of which is 0: fifteen of them are exact in a double.
    private const int Base = 8, Longest = 15;

    /// <summary>Throws where the list is missing, empty, too long or has an unknown norm.</summary>
    public static void Check(IReadOnlyList<GradientNorm>? norms)
    {
        if (norms is null or { Count: 0 }) throw new ArgumentException("norms is empty, but a gradient is normalized by at least one norm.", nameof(norms));
        if (norms.Count > Longest) throw new ArgumentException($"norms has {norms.Count} norms, but at most {Longest} can follow each other; passes repeats them.", nameof(norms));
        foreach (var norm in norms)
        {
            if (!Enum.IsDefined(norm)) throw new ArgumentOutOfRangeException(nameof(norms), norm, $"norms has {norm}, which is no GradientNorm.");
        }
    }

    /// <summary>The list as a number.</summary>
    public static double? Number(IReadOnlyList<GradientNorm>? norms) => norms?.Aggregate(0.0, (number, norm) => number * Base + (int)norm + 1);

    /// <summary>The list that a number stands for. What no list stands for is a list that <see cref="Check"/> refuses.</summary>
    public static IReadOnlyList<GradientNorm>? List(double? number)
    {
        if (number is not { } rest) return null;
        var norms = new List<GradientNorm>();
        for (; rest >= 1 && norms.Count <= Longest; rest = Math.Floor(rest / Base)) norms.Add((GradientNorm)((int)(rest % Base) - 1));
        norms.Reverse();
        return norms;
    }
}
