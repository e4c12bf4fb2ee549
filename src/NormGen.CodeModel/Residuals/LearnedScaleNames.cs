using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Residuals;

/// <summary>The learned numbers that a rule gives a block, by the names of its sublayers. The one place that knows them: the block's reader, its module tree and its optimizer roles all ask here.</summary>
public static class LearnedScaleNames
{
    /// <summary>The one number of ReZero, as its authors call it.</summary>
    private const string Shared = "resweight";

    /// <summary>The factor of a sublayer's branch, or null where the rule has none that is learned.</summary>
    public static LearnedScale? Factor(BranchScaleRule rule, string sublayer) => rule switch
    {
        BranchScaleRule.SkipInit => Of(sublayer + "_alpha", false, $"the learned factor of the residual branch {sublayer} (SkipInit)"),
        BranchScaleRule.ReZero => Of(Shared, false, "the learned factor of the block's residual branches (ReZero)"),
        BranchScaleRule.Fixup => Of(sublayer + "_scale", false, $"the learned factor of the residual branch {sublayer} (Fixup)"),
        BranchScaleRule.LayerScale => Of(sublayer + "_gamma", true, $"the learned factors of the residual branch {sublayer} (LayerScale)"),
        _ => null,
    };

    /// <summary>What is added behind a sublayer's branch, or null.</summary>
    public static LearnedScale? Offset(BranchScaleRule rule, string sublayer)
        => rule == BranchScaleRule.Fixup ? Of(sublayer + "_bias", false, $"the learned offset behind the residual branch {sublayer} (Fixup)") with { IsOffset = true } : null;

    /// <summary>What the learning rate of a rule's numbers is multiplied by.</summary>
    public static double RateFactor(BranchScaleRule rule) => rule == BranchScaleRule.Fixup ? 0.1 : 1;

    private static LearnedScale Of(string name, bool isPerFeature, string meaning)
    {
        var member = StateNames.Identifiers(name);
        return new(name, member.Field, member.Property, isPerFeature, meaning);
    }
}
