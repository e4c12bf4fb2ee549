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
    public static bool ComesFrom(this FlowNode node, FlowNode source)
    {
        if (node == source) return true;
        if (node.Inputs.IsEmpty) return false;
        var seen = new HashSet<FlowNode> { node };
        var open = new Stack<FlowNode>([node]);
        while (open.Count > 0)
        {
            foreach (var input in open.Pop().Inputs)
            {
                if (input == source) return true;
                if (seen.Add(input)) open.Push(input);
            }
        }

        return false;
    }

    /// <summary>The steps that lead from one value to another: all that the last is made from, and it itself, which is made from the first.</summary>
    public static IEnumerable<FlowNode> Between(FlowNode first, FlowNode last)
    {
        var made = new HashSet<FlowNode> { first };
        foreach (var node in FlowGraph.InputsFirst([last]))
        {
            if (node.Inputs.Any(made.Contains)) made.Add(node);
        }

        return Sources(last).Where(step => step != first && made.Contains(step));
    }

    /// <summary>The value behind copies, dropout, activations of degree one and constant factors.</summary>
    public static FlowNode Stripped(this FlowNode node)
    {
        while (node is { Kind: FlowKind.Same or FlowKind.Homogeneous, Degree: 1 }) node = node.Inputs[0];
        return node;
    }
}
