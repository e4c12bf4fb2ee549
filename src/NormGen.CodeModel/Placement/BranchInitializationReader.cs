using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Initialization;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Residuals;

namespace NormGen.CodeModel.Placement;

/// <summary>Finds the weights that a rule of <c>[ScaledResidual]</c> initializes.</summary>
internal static class BranchInitializationReader
{
    /// <summary>The sublayers with their weights; a complaint for each whose <c>forward</c> does not show them.</summary>
    public static List<SublayerModel> Read(BlockReading reading, BranchScaleRule rule, List<SublayerModel> sublayers)
    {
        var tree = ModuleTree.Read(reading.Block, reading.Compilation, reading.Token);
        var read = new List<SublayerModel>();
        foreach (var sublayer in sublayers)
        {
            var (member, node) = tree.Root.ChildrenByMember.FirstOrDefault(child => TypeName(child.Key) == sublayer.Member) is { Value: { } found, Key: var key } ? (key, found) : default;
            if (member is not null && PlacementAttributes.Find(member, Types.NormGenNames.Sublayer) is { } attribute && PlacementAttributes.Argument(attribute, "Initialize") is { Value: false })
            {
                read.Add(sublayer);
                continue;
            }

            var (weights, reason) = node is null ? (null, "what it holds is not known") : BranchWeightReader.Read(tree, node);
            if (weights?.Mixed is { } mixed && rule == BranchScaleRule.DeepNorm) (weights, reason) = (null, $"'{mixed}' makes queries or keys together with values, and DeepNorm gives the two different gains");
            if (weights is null) reading.Complain(PlacementProblem.WeightsUnknown, member is null ? null : BlockReading.PlaceOf(member), sublayer.Name, rule.ToString(), reason);
            read.Add(sublayer with { Weights = weights });
        }

        reading.AddBodies(tree.Source.Trees);
        return read;
    }

    private static string TypeName(ISymbol member) => Types.TypeText.Escape(member.Name);
}
