using System.ComponentModel;
using NormGen.Modules;

namespace NormGen.Conversion;

/// <summary>What the generated <c>forward</c> of a block asks of its norms. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ConvertedBlock
{
    /// <summary>The form of the norms of a block; null where they differ, or have another form than LayerNorm and gains or offsets of their own.</summary>
    /// <param name="norms">The norms.</param>
    public static LayerNormForm? FormOf(params ReadOnlySpan<FusedLayerNorm> norms)
    {
        var form = norms[0].Form;
        foreach (var norm in norms)
        {
            if (norm.Form != form || form != LayerNormForm.Layer && (norm.weight is not null || norm.bias is not null)) return null;
        }

        return form;
    }

    /// <summary>Whether all norms are root mean square norms with gain and offset, as in a model that is trained on.</summary>
    /// <param name="norms">The norms.</param>
    public static bool AreShifted(params ReadOnlySpan<FusedLayerNorm> norms)
    {
        foreach (var norm in norms)
        {
            if (norm is not { Form: LayerNormForm.RootMeanSquare, weight: not null, bias: not null }) return false;
        }

        return true;
    }
}
