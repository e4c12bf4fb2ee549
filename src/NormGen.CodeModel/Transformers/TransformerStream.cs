using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Transformers;

/// <summary>The residual stream of a transformer block: the one to which attention adds, with all that is added to it before and after.</summary>
internal sealed class TransformerStream
{
    private readonly HashSet<FlowNode> nodes = [];
    private readonly List<ResidualBranch> branches;

    private TransformerStream(FlowGraph graph, List<ResidualBranch> residuals, IEnumerable<ResidualBranch> attention)
    {
        foreach (var residual in attention) Take(residual);
        var norms = graph.Nodes().Where(node => node.Kind == FlowKind.Norm).ToList();
        var ends = new HashSet<FlowNode>(graph.Outputs.Select(output => output.Stripped()).Concat(residuals.Select(residual => residual.Stream)));
        int before;
        do
        {
            before = nodes.Count;
            foreach (var residual in residuals)
            {
                if (nodes.Contains(residual.Sum) || nodes.Contains(residual.Stream)) Take(residual);
            }

            // Post-norm: a norm of the stream from which the stream goes on.
            foreach (var norm in norms)
            {
                if (nodes.Contains(norm.Inputs[0].Stripped()) && ends.Contains(norm)) nodes.Add(norm);
                if (nodes.Contains(norm) && residuals.Any(residual => residual.Sum == norm.Inputs[0].Stripped())) nodes.Add(norm.Inputs[0].Stripped());
            }
        }
        while (nodes.Count > before);

        branches = residuals.FindAll(residual => nodes.Contains(residual.Sum));
    }

    /// <summary>The stream of a block; null where no attention adds to a residual stream.</summary>
    public static TransformerStream? Of(FlowGraph graph, AttentionFinder attention)
    {
        var residuals = ResidualBranch.In(graph.Nodes()).ToList();
        var attending = residuals.FindAll(residual => residual.Steps().Any(attention.Attends));
        return attending.Count == 0 ? null : new(graph, residuals, attending);
    }

    /// <summary>The steps of the block: norms on the stream, and everything in its branches.</summary>
    public IEnumerable<FlowNode> Steps() => nodes.Where(node => node.Kind == FlowKind.Norm && nodes.Contains(node.Inputs[0].Stripped())).Concat(branches.SelectMany(branch => branch.Steps())).Distinct();

    private void Take(ResidualBranch residual)
    {
        nodes.Add(residual.Sum);
        nodes.Add(residual.Stream);
    }
}
