using System.Globalization;
using System.Text;

namespace NormGen.CodeModel.Flow;

/// <summary>Prints a flow: a line a step, in the order of computation, what is not known as <c>unknown</c>.</summary>
public static class FlowText
{
    /// <summary>The flow as text.</summary>
    public static string Print(FlowGraph graph)
    {
        var names = graph.Inputs.ToDictionary(input => input.Value, input => input.Key);
        var text = new StringBuilder();
        foreach (var node in graph.Nodes())
        {
            if (names.ContainsKey(node)) continue;
            if (node.Kind is FlowKind.Weight or FlowKind.Constant)
            {
                names[node] = node.Kind == FlowKind.Weight ? node.ToString() : node.Value.Text ?? "constant";
                continue;
            }

            var name = "%" + names.Values.Count(known => known[0] == '%').ToString(CultureInfo.InvariantCulture);
            text.Append("  ").Append(name).Append(" = ").Append(Operation(node)).Append('(').Append(string.Join(", ", node.Inputs.Select(input => names[input]))).Append(')').Append(Remark(node));
            if (graph.Steps.FirstOrDefault(step => step.Made == node)?.Overwritten is { } overwritten && names.TryGetValue(overwritten, out var old)) text.Append(", overwrites ").Append(old);
            text.Append('\n');
            names[node] = name;
        }

        foreach (var escape in graph.Escapes) text.Append("  kept ").Append(names[escape]).Append('\n');
        text.Append("  return ").Append(string.Join(", ", graph.Outputs.Select(output => names[output]))).Append('\n');
        if (!graph.IsComplete) text.Append("  incomplete: code that cannot be read takes a module\n");
        return text.ToString();
    }

    private static string Operation(FlowNode node) => node switch
    {
        { Module.Name: { Length: > 0 } } => node.Module.Path,
        { Module: { } module } => module.Type.Name,
        { Kind: FlowKind.Other, Function: null } => "unknown",
        { Function: { } function } => function,
        { Kind: FlowKind.Homogeneous } => "map",
        _ => node.Kind.ToString().ToLowerInvariant(),
    };

    private static string Remark(FlowNode node) => node switch
    {
        { Kind: FlowKind.Norm, Norm: FlowNorm.Layer or FlowNorm.RootMeanSquare } => $"    {Name(node.Norm)} over {(node.NormAxes == 1 ? "the last axis" : $"the last {node.NormAxes} axes")}",
        { Kind: FlowKind.Norm } => $"    {Name(node.Norm)}",
        { Kind: FlowKind.Call } => "    not entered",
        { Kind: FlowKind.Other, Module.Name.Length: > 0, IsUnknown: true } => "    unknown",
        { Kind: FlowKind.Reduce, IsOfAll: true } => "    over everything",
        { Kind: FlowKind.Reduce, AxesKnown: true } => $"    over {string.Join(", ", node.Axes)}",
        _ => "",
    };

    private static string Name(FlowNorm norm) => norm switch
    {
        FlowNorm.Layer => "layer norm",
        FlowNorm.RootMeanSquare => "RMS norm",
        FlowNorm.Length => "norm to unit length",
        FlowNorm.Batch => "batch norm",
        FlowNorm.Instance => "instance norm",
        _ => "group norm",
    };
}
