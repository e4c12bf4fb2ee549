using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads the expression graph of a norm's formula: from metadata as it stands, from a body of the same compilation once for all blocks that use it.</summary>
internal static class NormGraphReader
{
    // Keyed by the compilation weakly, so that nothing of an old one lives on.
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<IMethodSymbol, (string? Graph, string? Obstacle, ImmutableArray<SyntaxTree> Bodies)>> Known = new();

    /// <summary>The serialized graph, or null with the reason why it cannot be part of a joint; and the files whose bodies it was read from.</summary>
    public static (string? Graph, string? Obstacle, ImmutableArray<SyntaxTree> Bodies) Read(IMethodSymbol method, Compilation compilation, CancellationToken token)
    {
        var known = Known.GetValue(compilation, static _ => new(SymbolEqualityComparer.Default));
        if (!known.TryGetValue(method, out var result)) known.TryAdd(method, result = ReadNew(method, compilation, token));
        return result;
    }

    private static (string?, string?, ImmutableArray<SyntaxTree>) ReadNew(IMethodSymbol method, Compilation compilation, CancellationToken token)
    {
        if (method.DeclaringSyntaxReferences.Any(r => compilation.ContainsSyntaxTree(r.SyntaxTree)))
        {
            var reading = FormulaReader.Read(method, compilation, token);
            if (reading.Graph is { } read) return Check(method, read, FormulaText.Write(read), reading.Bodies);
            var reason = reading.Complaints.Select(c => c.Reason).FirstOrDefault(r => r.Length > 0) ?? "it does not compile";
            return (null, $"the formula of '{method.Name}' cannot be fused: {reason}", reading.Bodies);
        }

        if (PlacementAttributes.Find(method, NormGenNames.FormulaGraph)?.ConstructorArguments.FirstOrDefault().Value is not string text)
            return (null, $"'{method.Name}' comes from an assembly that does not carry its graph", []);
        try
        {
            return Check(method, FormulaText.Parse(text), text, []);
        }
        catch (FormatException error)
        {
            return (null, $"the graph of '{method.Name}' cannot be read: {error.Message}", []);
        }
    }

    private static (string?, string?, ImmutableArray<SyntaxTree>) Check(IMethodSymbol method, FormulaGraph graph, string text, ImmutableArray<SyntaxTree> bodies)
    {
        if (graph.Inputs.Any(i => i.IsUpdated) || graph.HasSegments || !graph.Backward.IsEmpty || graph.Outputs.Length != 1 || graph.Outputs[0].Extent != Extent.Element || graph.Inputs.Length != method.Parameters.Length) return (null, $"the graph of '{method.Name}' does not fit its declaration", bodies);
        return SumsOverRows(graph.Outputs[0].Value, []) ? (null, $"'{method.Name}' sums over rows, which needs all of the branch before the addition", bodies) : (text, null, bodies);
    }

    private static bool SumsOverRows(Node node, HashSet<Node> seen)
        => seen.Add(node) && (node.Operation is Operation.SumOverRows or Operation.RowCount || node.Operands.Any(o => SumsOverRows(o, seen)));
}
