using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Transformers;

/// <summary>A residual addition: a stream, and what a branch makes of it.</summary>
/// <param name="Sum">The addition.</param>
/// <param name="Stream">The stream before it.</param>
/// <param name="Branch">What is added.</param>
internal sealed record ResidualBranch(FlowNode Sum, FlowNode Stream, FlowNode Branch)
{
    // Each addition looks at all that it is made from; what is longer is no block that anyone wrote.
    private const int MostSteps = 2000;

    /// <summary>All residual additions of a flow: those of whose operands one is made from the other. None in a flow that is too long to be a block.</summary>
    public static IEnumerable<ResidualBranch> In(IEnumerable<FlowNode> nodes)
    {
        var all = nodes.ToList();
        if (all.Count > MostSteps) yield break;
        foreach (var node in all)
        {
            if (node.Kind != FlowKind.Add) continue;
            foreach (var (kept, added) in new[] { (node.Inputs[0], node.Inputs[1]), (node.Inputs[1], node.Inputs[0]) })
            {
                var stream = kept.Stripped();
                if (stream.Kind is not (FlowKind.Weight or FlowKind.Constant) && added.Stripped() != stream && added.ComesFrom(stream)) yield return new(node, stream, added);
            }
        }
    }

    /// <summary>The steps of the branch: what the addition gets that is made from the stream.</summary>
    public IEnumerable<FlowNode> Steps() => FlowReach.Between(Stream, Branch);
}
