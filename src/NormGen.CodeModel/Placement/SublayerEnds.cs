using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>What a sublayer opens and closes with, as far as joints compute it in the sublayer's place.</summary>
/// <param name="Items">How many modules the sublayer's <c>Sequential</c> has; 0 for a sublayer that is a <c>Linear</c>.</param>
/// <param name="Opening">The norms it opens with, in order: each directly behind the block's own.</param>
/// <param name="Closing">The operations it closes with, in order.</param>
public sealed record SublayerEnds(int Items, EquatableArray<BranchStep> Opening, EquatableArray<BranchStep> Closing)
{
    /// <summary>The first item that the sublayer runs itself.</summary>
    public int First => Opening.Count;

    /// <summary>The item behind the last one that the sublayer runs itself; one whose bias alone is taken off still runs.</summary>
    public int End => Items - Closing.Count(s => s.Kind != BranchStepKind.Bias);

    /// <summary>Whether the last item that the sublayer runs is a <c>Linear</c> without its bias.</summary>
    public bool EndsInProduct => Closing.Any(s => s.Kind == BranchStepKind.Bias);
}
