using System.Collections.Immutable;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>The data flow of a module's <c>forward</c>.</summary>
/// <param name="Module">The module.</param>
/// <param name="Inputs">Its tensor arguments by name.</param>
/// <param name="Outputs">What it returns; several for a tuple or several <c>return</c>s.</param>
/// <param name="Escapes">Tensors that it stores elsewhere.</param>
/// <param name="Steps">The norms that run and the tensors that are overwritten, in the order in which they run.</param>
/// <param name="IsComplete">Whether every use of a parameter is in the graph; false where code that cannot be read takes a module.</param>
public sealed record FlowGraph(ModuleNode Module, ImmutableDictionary<string, FlowNode> Inputs, ImmutableArray<FlowNode> Outputs, ImmutableArray<FlowNode> Escapes, ImmutableArray<FlowStep> Steps, bool IsComplete)
{
    private IReadOnlyList<FlowNode>? nodes;

    /// <summary>The sizes of tensors that it reads.</summary>
    public ImmutableArray<FlowSize> Sizes { get; init; } = [];

    /// <summary>Every node from which an output or an escape is made, inputs first; put in order once for all who ask.</summary>
    public IReadOnlyList<FlowNode> Nodes() => nodes ??= InputsFirst(Outputs.Concat(Escapes));

    /// <summary>Every node from which some are made, and they themselves, inputs first.</summary>
    internal static IReadOnlyList<FlowNode> InputsFirst(IEnumerable<FlowNode> ends)
    {
        // Without recursion: a chain may be as long as a method.
        var seen = new HashSet<FlowNode>();
        var order = new List<FlowNode>();
        var open = new Stack<(FlowNode Node, int Next)>();
        foreach (var end in ends)
        {
            if (seen.Add(end)) open.Push((end, 0));
            while (open.Count > 0)
            {
                var (node, next) = open.Pop();
                if (next == node.Inputs.Length)
                {
                    order.Add(node);
                    continue;
                }

                open.Push((node, next + 1));
                if (seen.Add(node.Inputs[next])) open.Push((node.Inputs[next], 0));
            }
        }

        return order;
    }
}
