using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Residuals;

namespace NormGen.CodeModel.Placement;

/// <summary>What the generated <c>InitializeNorms</c> takes: the generator, the constructor's rule and its fix all ask here.</summary>
public static class InitializerSignature
{
    /// <summary>The name of the size of the stream's last dimension.</summary>
    public const string Features = "features";

    /// <summary>The parameters in order.</summary>
    /// <param name="kind">Where the norms stand.</param>
    /// <param name="scale">How branches are scaled, or null.</param>
    public static EquatableArray<InitializerArgument> Of(PlacementKind kind, BranchScale? scale)
    {
        var arguments = new List<InitializerArgument>();
        if (kind != PlacementKind.Bare || scale is { Rule: BranchScaleRule.LayerScale }) arguments.Add(new("long", Features, "The size of the last dimension of the residual stream."));
        if (kind == PlacementKind.MixLN) arguments.Add(new("int", "layer", "The block's place among those that the stream passes, from 0."));
        foreach (var name in (scale?.DepthArguments ?? []).Concat(kind == PlacementKind.MixLN ? [BranchScale.DepthArgument] : []).Distinct())
        {
            arguments.Add(new("int", name, name switch
            {
                BranchScale.EncoderArgument => "The number of layers of the encoder.",
                BranchScale.DecoderArgument => "The number of layers of the decoder.",
                _ => "The number of blocks that the stream passes.",
            }));
        }

        return arguments.ToEquatableArray();
    }
}
