using System.Collections.Immutable;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>The data flow of a module's <c>forward</c>.</summary>
/// <param name="Module">The module.</param>
/// <param name="Inputs">Its tensor arguments by name.</param>
/// <param name="Outputs">What it returns; several for a tuple or several <c>return</c>s.</param>
/// <param name="Escapes">Tensors that it stores elsewhere.</param>
/// <param name="IsComplete">Whether every use of a parameter is in the graph; false where code that cannot be read takes a module.</param>
public sealed record FlowGraph(ModuleNode Module, ImmutableDictionary<string, FlowNode> Inputs, ImmutableArray<FlowNode> Outputs, ImmutableArray<FlowNode> Escapes, bool IsComplete)
{
    /// <summary>Every node from which an output or an escape is made, inputs first.</summary>
    public IEnumerable<FlowNode> Nodes()
    {
        var seen = new HashSet<FlowNode>();
        var order = new List<FlowNode>();
        foreach (var end in Outputs.Concat(Escapes)) Visit(end);
        return order;

        void Visit(FlowNode node)
        {
            if (!seen.Add(node)) return;
            foreach (var input in node.Inputs) Visit(input);
            order.Add(node);
        }
    }
}
