using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Residuals;

/// <summary>What <c>[ScaledResidual]</c> says, before it is checked.</summary>
public static class ScaleAttribute
{
    /// <summary>The attribute of a block, or null.</summary>
    public static AttributeData? Of(ISymbol block) => AttributeTypes.Find(block, NormGenNames.ScaledResidual);

    /// <summary>The rule of a block; a constant that is given is a rule too. Null where there is no attribute, or one whose argument does not compile.</summary>
    public static BranchScaleRule? RuleOf(ISymbol block) => Of(block) is { } attribute ? RuleOf(attribute) : null;

    /// <summary>The rule of an attribute.</summary>
    public static BranchScaleRule? RuleOf(AttributeData attribute) => attribute.ConstructorArguments.FirstOrDefault().Value switch
    {
        // ResidualScale has the rules in the same order, without the constant.
        int rule when Enum.IsDefined(typeof(BranchScaleRule), rule + 1) => (BranchScaleRule)(rule + 1),
        double => BranchScaleRule.Constant,
        _ => null,
    };

    /// <summary>What a learned number begins with, where it does not depend on the depth.</summary>
    public static double? LearnedStart(ISymbol block, LearnedScale number) => RuleOf(block) switch
    {
        BranchScaleRule.ReZero => 0,
        BranchScaleRule.SkipInit => Of(block)!.NamedArguments.Any(argument => argument is { Key: "StartAtInverseSqrtBranches", Value.Value: true }) ? null : 0,
        BranchScaleRule.Fixup => number.IsOffset ? 0 : 1,
        _ => null,
    };

    /// <summary>The learned numbers of a sublayer's branch: its factor, then what is added behind it.</summary>
    public static IEnumerable<LearnedScale> Learned(BranchScaleRule rule, string sublayer)
    {
        if (LearnedScaleNames.Factor(rule, sublayer) is { } factor) yield return factor;
        if (LearnedScaleNames.Offset(rule, sublayer) is { } offset) yield return offset;
    }
}
