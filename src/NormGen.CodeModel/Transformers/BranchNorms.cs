using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Transformers;

/// <summary>A residual branch of a block, and which norms it has; null where that is not known, as for an arm of a flag.</summary>
/// <param name="Residual">The addition.</param>
/// <param name="HasBefore">Whether all that the branch takes from the stream goes through a norm first.</param>
/// <param name="IsOnStream">Whether the sum is normalized before the stream goes on.</param>
/// <param name="After">Tells whether a norm is the last thing before the addition.</param>
internal sealed record BranchNorms(ResidualBranch Residual, bool? HasBefore, bool? IsOnStream, Lazy<bool?> After)
{
    /// <summary>Whether a norm is the last thing before the addition. The bodies of sublayers are read for it, so it is to be asked last.</summary>
    public bool? HasAfter => After.Value;

    /// <summary>The branches of a block, in the order in which they are added.</summary>
    public static IReadOnlyList<BranchNorms> Of(ModelGraph graph, ModuleNode block)
    {
        if (graph.FlowOf(block) is not { } flow) return [];
        var nodes = flow.Nodes().ToList();
        var residuals = ResidualBranch.In(nodes).GroupBy(residual => residual.Sum).Select(group => group.First()).ToList();

        // A sum inside a branch of another one is part of that branch.
        var inner = new HashSet<FlowNode>(residuals.SelectMany(residual => residual.Steps()));
        return [.. residuals.Where(residual => !inner.Contains(residual.Sum)).Select(residual => new BranchNorms(residual, Before(graph, nodes, residual), OnStream(flow, nodes, residual.Sum), new(() => EndsInNorm(graph, residual.Branch, 4))))];
    }

    private static bool? Before(ModelGraph graph, List<FlowNode> nodes, ResidualBranch residual)
    {
        var steps = new HashSet<FlowNode>(residual.Steps());
        bool? all = null;
        foreach (var user in nodes.Where(node => steps.Contains(node) && node.Inputs.Any(input => input.Stripped() == residual.Stream)))
        {
            if (user.Stripped() == residual.Stream) continue;
            var isNorm = user switch
            {
                { Kind: FlowKind.Norm } => true,
                { Kind: FlowKind.Call, Module: { } module } => BeginsWithNorm(graph, module),
                { Kind: FlowKind.Choice } or { IsUnknown: true } => null,
                _ => (bool?)false,
            };
            if (isNorm is null || all is { } known && known != isNorm) return null;
            all = isNorm;
        }

        return all;
    }

    private static bool? BeginsWithNorm(ModelGraph graph, ModuleNode module)
    {
        if (graph.FlowOf(module) is not { } flow || flow.Inputs.Count == 0) return null;
        var inputs = new HashSet<FlowNode>(flow.Inputs.Values);
        var users = flow.Nodes().Where(node => !inputs.Contains(node.Stripped()) && node.Inputs.Any(input => inputs.Contains(input.Stripped()))).ToList();
        if (users.Count == 0 || users.Exists(user => user.Kind is FlowKind.Choice or FlowKind.Call || user.IsUnknown)) return null;
        return users.TrueForAll(user => user.Kind == FlowKind.Norm) ? true : users.Exists(user => user.Kind == FlowKind.Norm) ? null : false;
    }

    private static bool? EndsInNorm(ModelGraph graph, FlowNode branch, int depth)
    {
        var last = branch.Stripped();
        return last switch
        {
            { Kind: FlowKind.Norm } => true,
            { Kind: FlowKind.Call, Module: { } module } => depth > 0 && graph.FlowOf(module) is { Outputs: [var output] } ? EndsInNorm(graph, output, depth - 1) : null,

            // A gain or factor behind a norm: LayerScale, a residual multiplier.
            { Kind: FlowKind.Multiply } when last.Inputs.Where(input => input.Kind is not (FlowKind.Weight or FlowKind.Constant)).ToList() is [var scaled] => EndsInNorm(graph, scaled, depth),
            { Kind: FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange } => EndsInNorm(graph, last.Inputs[0], depth),
            { Kind: FlowKind.Choice } or { IsUnknown: true } => null,
            { Kind: FlowKind.Other, Module.Kind: ModuleKind.OtherNorm } => true,
            _ => false,
        };
    }

    private static bool? OnStream(FlowGraph flow, List<FlowNode> nodes, FlowNode sum)
    {
        var users = nodes.Where(node => node.Inputs.Any(input => input.Stripped() == sum) && node.Stripped() != sum).ToList();
        var isOutput = flow.Outputs.Any(output => output.Stripped() == sum);
        if (users.Exists(user => user.Kind == FlowKind.Choice || user.IsUnknown)) return null;
        if (isOutput) return false;
        return users is [{ Kind: FlowKind.Norm }] ? true : users.Exists(user => user.Kind == FlowKind.Add) ? false : null;
    }
}
