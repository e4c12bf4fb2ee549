using NormGen.CodeModel.Residuals;

namespace NormGen.CodeModel.Placement;

/// <summary>What a generated initializer is for, in the words of a complaint.</summary>
/// <param name="Verb">What a constructor without the call never does.</param>
/// <param name="Made">What it makes some of that must be registered, or null where it makes nothing such.</param>
public sealed record InitializerPurpose(string Verb, string? Made)
{
    /// <summary>It makes norms.</summary>
    public static InitializerPurpose Norms { get; } = new("makes its norms", "norm");

    /// <summary>It counts the blocks of a stack without norms.</summary>
    public static InitializerPurpose Count { get; } = new("counts its blocks", null);

    /// <summary>That of a block without norms.</summary>
    /// <param name="scale">How its branches are scaled, or null where that does not compile.</param>
    public static InitializerPurpose Of(BranchScale? scale) => scale switch
    {
        { Rule: BranchScaleRule.LayerScale } or { IsLearned: true } => new("makes the learned numbers of its residual branches", "learned number"),
        { Initializes: true } => new("initializes its residual branches", null),
        _ => new("sets the factor of its residual branches", null),
    };
}
