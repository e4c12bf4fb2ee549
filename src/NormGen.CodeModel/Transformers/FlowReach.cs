using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Transformers;

/// <summary>What is made from what in a flow.</summary>
internal static class FlowReach
{
    /// <summary>A value and everything that it is made from.</summary>
    public static HashSet<FlowNode> Sources(FlowNode node)
    {
        var seen = new HashSet<FlowNode>();
        var open = new Stack<FlowNode>([node]);
        while (open.Count > 0)
        {
            var next = open.Pop();
            if (!seen.Add(next)) continue;
            foreach (var input in next.Inputs) open.Push(input);
        }

        return seen;
    }

    /// <summary>Whether a value is another one, or made from it.</summary>
    public static bool ComesFrom(this FlowNode node, FlowNode source) => Sources(node).Contains(source);

    /// <summary>The value behind copies, dropout, activations of degree one and constant factors.</summary>
    public static FlowNode Stripped(this FlowNode node)
    {
        while (node is { Kind: FlowKind.Same or FlowKind.Homogeneous, Degree: 1 }) node = node.Inputs[0];
        return node;
    }
}
