using System.Collections.Immutable;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Invariance;

/// <summary>Finds the weights of a model whose scale cancels in norms, from the flow of <c>forward</c>.</summary>
/// <remarks>
/// Heo et al., AdamP, 2020, arXiv 2006.08217: a weight that feeds a norm is scale-invariant. Norms count with eps = 0 and batch norms as in training. A weight without a finding is not invariant or not known to be:
/// nothing follows from its absence.
/// </remarks>
public sealed class InvarianceReader
{
    private readonly IReadOnlyList<FlowNode> order;
    private readonly List<FlowNode> groupings;
    private readonly HashSet<ParameterNode> used;
    private readonly ScaleFollower follower;

    private InvarianceReader(FlowGraph graph)
    {
        order = graph.Nodes();
        follower = new(graph);
        used = [.. order.Where(node => node.Parameter is not null).Select(node => node.Parameter!)];
        groupings = [.. order.Where(node => ScaledShapes.SplitsLastAxis(node) || node is { Kind: FlowKind.Norm, Norm: FlowNorm.Group })];
    }

    /// <summary>The scale-invariant weights of a model, in the order of registration.</summary>
    /// <param name="tree">The model.</param>
    /// <param name="withBiases">Whether those count too that are so only together with the bias of their map.</param>
    public static ImmutableArray<ScaleInvariance> Read(ModuleTree tree, bool withBiases = true)
    {
        if (tree.Root.SelfAndDescendants().Any(ModuleClasses.SetsItsOwnMode) || FlowReader.Read(tree, tree.Root, enterModules: true) is not { IsComplete: true } graph) return [];
        var reader = new InvarianceReader(graph);
        var weights = tree.Root.AllParameters().Where(parameter => parameter.Representative == parameter && parameter.Dimensions >= 2);
        return [.. weights.Select(weight => reader.Of(weight, withBiases)).Where(found => found is not null).Select(found => found!)];
    }

    private ScaleInvariance? Of(ParameterNode weight, bool withBiases)
    {
        if (!used.Contains(weight)) return null;
        return Of(weight, ImmutableHashSet<ParameterNode>.Empty) ?? (withBiases && Biases(weight) is { Count: > 0 } biases ? Of(weight, biases) : null);
    }

    /// <summary>What cancels apart cancels together, so the whole weight goes first and the finest groups that hold are the answer.</summary>
    private ScaleInvariance? Of(ParameterNode weight, ImmutableHashSet<ParameterNode> biases)
    {
        if (Cancels(weight, biases, _ => Spread.Uniform) is not { } cause) return null;
        if (Cancels(weight, biases, node => Rows(node, weight, null)) is { } ofRows) return new(weight, ScaleGroup.Row, null, biases, ofRows);
        foreach (var grouping in groupings)
        {
            if (Cancels(weight, biases, node => Rows(node, weight, grouping)) is { } ofBlocks) return new(weight, ScaleGroup.Block, RowsOfBlock(grouping), biases, ofBlocks);
        }

        return new(weight, ScaleGroup.Layer, null, biases, cause);
    }

    private FlowNode? Cancels(ParameterNode weight, ImmutableHashSet<ParameterNode> biases, Func<FlowNode, Spread> initial) => follower.Cancels(weight, biases, initial);

    /// <summary>The first dimension, which is the only one of a bias.</summary>
    private static Spread Rows(FlowNode node, ParameterNode weight, FlowNode? grouping) => Spread.Along(node.Parameter == weight ? -weight.Dimensions!.Value : -1, grouping);

    private static long? RowsOfBlock(FlowNode grouping)
        => grouping.Kind == FlowKind.View ? (grouping.Groups.Whole is > 0 and { } size ? size : null) : grouping.Size.Whole is { } channels && grouping.Groups.Whole is > 0 and { } groups ? channels / groups : null;

    /// <summary>The biases of the maps that a weight makes.</summary>
    private ImmutableHashSet<ParameterNode> Biases(ParameterNode weight)
        => [.. order.Where(node => node.Kind is FlowKind.Linear or FlowKind.Convolution && node.Inputs.Length > 2 && node.Inputs[1].Parameter == weight).Select(node => node.Inputs[2].Parameter).Where(bias => bias is not null).Select(bias => bias!)];
}
