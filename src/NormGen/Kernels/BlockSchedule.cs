using System.ComponentModel;
using TorchSharp;
using TorchSharp.Modules;

namespace NormGen.Kernels;

/// <summary>What generated blocks and stacks check about a schedule over depth. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BlockSchedule
{
    /// <summary>Checks a block's place in its stack.</summary>
    /// <param name="layer">The place, from 0.</param>
    /// <param name="depth">The number of blocks.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not positive, or the place is outside.</exception>
    public static void CheckLayer(int layer, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        if (layer < 0 || layer >= depth) throw new ArgumentOutOfRangeException(nameof(layer), layer, $"A stack of {depth} blocks has the places 0 to {depth - 1}.");
    }

    /// <summary>The number of blocks of a stack when its norms are made.</summary>
    /// <typeparam name="T">The blocks.</typeparam>
    /// <param name="blocks">The list.</param>
    /// <param name="depth">How many were announced, or 0.</param>
    /// <param name="stack">The stack's name.</param>
    /// <exception cref="InvalidOperationException">There is no list yet, it is empty, or it has another number of blocks: the depth is not known.</exception>
    public static int DepthOf<T>(ModuleList<T>? blocks, int depth, string stack)
        where T : torch.nn.Module
    {
        if (blocks is null || blocks.Count == 0) throw new InvalidOperationException($"The depth of '{stack}' is not known: its blocks must be made before InitializeNorms is called.");
        if (depth > 0) CheckDepth(blocks, depth, stack);
        return blocks.Count;
    }

    /// <summary>Checks that a stack has the blocks it was made with.</summary>
    /// <typeparam name="T">The blocks.</typeparam>
    /// <param name="blocks">The list.</param>
    /// <param name="depth">How many it had.</param>
    /// <param name="stack">The stack's name.</param>
    /// <exception cref="InvalidOperationException">It has another number.</exception>
    public static void CheckDepth<T>(ModuleList<T> blocks, int depth, string stack)
        where T : torch.nn.Module
    {
        if (blocks.Count != depth) throw new InvalidOperationException($"'{stack}' is a stack of {depth} blocks, and has {blocks.Count}.");
    }

    /// <summary>Checks that a block was made for the place it has.</summary>
    /// <param name="isPostLN">What it was made as.</param>
    /// <param name="layer">Its place.</param>
    /// <param name="postLayers">How many blocks are Post-LN.</param>
    /// <param name="depth">The number of blocks.</param>
    /// <param name="stack">The stack's name.</param>
    /// <exception cref="InvalidOperationException">It was made for another.</exception>
    public static void CheckPlace(bool isPostLN, int layer, int postLayers, int depth, string stack)
    {
        if (isPostLN == layer < postLayers) return;
        throw new InvalidOperationException($"The block at place {layer} of '{stack}' ({depth} blocks, the first {postLayers} of them Post-LN) was made as {(isPostLN ? "Post" : "Pre")}-LN: its InitializeNorms takes its own place and the depth of this stack.");
    }
}
