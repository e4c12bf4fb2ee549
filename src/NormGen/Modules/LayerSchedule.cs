namespace NormGen.Modules;

/// <summary>How many blocks of a stack a schedule over depth gives to its first part; what <see cref="MixLNAttribute"/> follows.</summary>
/// <remarks>Li, Yin and Liu, Mix-LN: Unleashing the Power of Deeper Layers by Combining Pre-LN and Post-LN, 2024, arXiv 2412.13795.</remarks>
public static class LayerSchedule
{
    /// <summary>The number of Post-LN blocks of Mix-LN: <c>floor(alpha · depth)</c>.</summary>
    /// <param name="depth">The number of blocks.</param>
    /// <param name="alpha">The part of them that is Post-LN, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is negative, or <paramref name="alpha"/> is not a number from 0 to 1.</exception>
    public static int PostLayers(int depth, double alpha = 0.25)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        if (!(alpha >= 0 && alpha <= 1)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The part of the blocks that is Post-LN must be a number from 0 to 1.");
        return (int)Math.Floor(alpha * depth);
    }

    /// <summary>The same for a number that is given: it must fit into the stack.</summary>
    /// <param name="depth">The number of blocks.</param>
    /// <param name="postLayers">How many of them are Post-LN.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> or <paramref name="postLayers"/> is negative, or there are more Post-LN blocks than blocks.</exception>
    public static int Fixed(int depth, int postLayers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfNegative(postLayers);
        if (postLayers > depth) throw new ArgumentOutOfRangeException(nameof(postLayers), postLayers, $"The schedule has {postLayers} Post-LN blocks and is longer than the stack of {depth}.");
        return postLayers;
    }
}
