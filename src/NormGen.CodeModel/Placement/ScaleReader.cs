using System.Globalization;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Residuals;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads <c>[ScaledResidual]</c>, and complains where it does not fit the placement of norms.</summary>
internal static class ScaleReader
{
    /// <summary>The scale, or null where there is none.</summary>
    public static BranchScale? Read(BlockReading reading)
    {
        if (ScaleAttribute.Of(reading.Block) is not { } attribute) return null;
        switch (attribute.ConstructorArguments.FirstOrDefault().Value)
        {
            case double constant when constant != 0 && !double.IsNaN(constant) && !double.IsInfinity(constant):
            case int when ScaleAttribute.RuleOf(attribute) is not null:
                break;
            case { } other:
                reading.Complain(PlacementProblem.ScaleUnusable, reading.PlaceOf(attribute, null), Convert.ToString(other, CultureInfo.InvariantCulture) ?? "");
                return null;
            default:
                return null; // an argument that does not compile
        }

        var scale = Parse(attribute)! with { Depth = null };
        return CheckFit(reading, attribute, scale) ? ReadDepth(reading, attribute, scale) : scale;
    }

    /// <summary>What an attribute says, unchecked; a number of blocks that is to be counted stands in as 1. Null where its argument does not compile.</summary>
    public static BranchScale? Parse(AttributeData attribute) => ScaleAttribute.RuleOf(attribute) is not { } rule ? null : new(rule, attribute.ConstructorArguments[0].Value as double? ?? 0)
    {
        Stack = PlacementAttributes.Argument(attribute, "Stack") is { Value: int stack } ? (ScaleStack)stack : ScaleStack.Only,
        StartsAtInverseSqrt = PlacementAttributes.Argument(attribute, "StartAtInverseSqrtBranches") is { Value: true },
        AsReleased = PlacementAttributes.Argument(attribute, "AsReleased") is { Value: true },
        Depth = PlacementAttributes.Argument(attribute, "CountIn") is not null ? 1 : PlacementAttributes.Argument(attribute, "Depth") is { Value: int depth and not 0 } ? depth : null,
    };

    /// <summary>Whether rule, options and the placement of norms fit each other.</summary>
    private static bool CheckFit(BlockReading reading, AttributeData attribute, BranchScale scale)
    {
        var (rule, place) = (scale.Rule.ToString(), reading.PlaceOf(attribute, null));
        if (scale.Rule == BranchScaleRule.DeepNorm && reading.Kind != PlacementKind.PostLN)
            return Reject("it scales the stream in front of a Post-LN norm, Norm(a · x + f(x)): write [PostLN] beside it, which also says which norm", place);
        if (scale.ReplacesNorms && reading.Kind != PlacementKind.Bare)
            return Reject($"it stands in the place of norms: leave [{reading.Kind}] out, or scale by a constant, by ResidualScale.InverseSqrtBranches, or by ResidualScale.LayerScale", place);
        if (scale.Initializes && reading.Kind is PlacementKind.PeriLN or PlacementKind.OutputNorm)
            return Reject($"it makes the weights of a branch's output smaller, and the output norm of [{reading.Kind}] takes any factor before it away: x + Norm(s · f(x)) = x + Norm(f(x)); scale outside, by ResidualScale.InverseSqrtBranches", place);
        if (!Enum.IsDefined(typeof(ScaleStack), scale.Stack)) return Reject($"{(int)scale.Stack} is no ResidualStack", reading.PlaceOf(attribute, "Stack"));
        if (scale.Stack != ScaleStack.Only && !scale.KnowsStacks) return Reject("Stack means nothing to it: n counts the branches of the block's own stack", reading.PlaceOf(attribute, "Stack"));
        if (scale.StartsAtInverseSqrt && scale.Rule != BranchScaleRule.SkipInit) return Reject("StartAtInverseSqrtBranches is for SkipInit", reading.PlaceOf(attribute, "StartAtInverseSqrtBranches"));
        if (scale.AsReleased && !scale.KnowsStacks) return Reject("AsReleased means nothing to it: paper and code do not differ", reading.PlaceOf(attribute, "AsReleased"));
        return true;

        bool Reject(string reason, Location? at)
        {
            reading.Complain(PlacementProblem.ScaleMisplaced, at, rule, reading.BlockName, reason);
            return false;
        }
    }

    private static BranchScale ReadDepth(BlockReading reading, AttributeData attribute, BranchScale scale)
    {
        var stated = PlacementAttributes.Argument(attribute, "Depth")?.Value as int?;
        var counted = PlacementAttributes.Argument(attribute, "CountIn");
        if (stated is null or 0 && counted is null) return scale;
        var at = counted is null ? "Depth" : "CountIn";
        if (!scale.NeedsDepth) return Reject("nothing in this rule depends on the number of blocks");
        if (scale.Stack != ScaleStack.Only) return Reject("beside another stack both depths count: InitializeNorms takes them");
        if (stated is not (null or 0) && counted is not null) return Reject("Depth states what CountIn counts: leave one of them out");
        if (counted is null) return stated > 0 ? scale with { Depth = stated } : Reject($"the number of blocks must be 1 or more, and is {stated}");
        if (counted.Value.Value is not INamedTypeSymbol model) return Reject("it names no class");
        var (count, reason) = BlockCounter.Count(reading, model);
        return count is { } depth ? scale with { Depth = depth } : Reject(reason);

        BranchScale Reject(string reason)
        {
            reading.Complain(PlacementProblem.DepthUnknown, reading.PlaceOf(attribute, at), reading.BlockName, reason);
            // One that stands in, so that the generated members have the arguments that were asked for.
            return scale with { Depth = 1 };
        }
    }
}
