using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Streams;

/// <summary>Who uses what in a flow.</summary>
internal sealed class FlowUsers
{
    private readonly Dictionary<FlowNode, List<FlowNode>> users = [];

    /// <summary>Reads a flow.</summary>
    public FlowUsers(FlowGraph graph)
    {
        Order = [.. graph.Nodes()];
        Ends = [.. graph.Outputs, .. graph.Escapes];
        foreach (var node in Order)
        {
            foreach (var input in node.Inputs.Distinct())
            {
                if (!users.TryGetValue(input, out var known)) users[input] = known = [];
                known.Add(node);
            }
        }
    }

    /// <summary>All steps, inputs first.</summary>
    public IReadOnlyList<FlowNode> Order { get; }

    /// <summary>What leaves <c>forward</c>.</summary>
    public HashSet<FlowNode> Ends { get; }

    /// <summary>The steps that use a value.</summary>
    public IReadOnlyList<FlowNode> Of(FlowNode node) => users.TryGetValue(node, out var known) ? known : [];
}
