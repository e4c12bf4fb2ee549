using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Formulas;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Advice;

/// <summary>Finds what is numerically unsound in the formula of a fused method. It looks at the graph, where all spellings of a thing are one, and points at the source that the node comes from.</summary>
public static class AdviceReader
{
    /// <summary>Reads one method; nothing where its formula cannot be read or stands in another assembly.</summary>
    /// <param name="fusedMethod">A method that carries <c>[Fused]</c>.</param>
    /// <param name="compilation">Where it stands.</param>
    /// <param name="token">Stops the work.</param>
    public static IEnumerable<FormulaAdvice> Read(IMethodSymbol fusedMethod, Compilation compilation, CancellationToken token)
    {
        var origins = new FormulaOrigins();
        if (FusedSignature.Read(fusedMethod, compilation, token) is not { } signature || FormulaReader.Read(signature, compilation, origins, token).Graph is not { } graph) yield break;
        var nodes = Reachable(graph);
        foreach (var found in VarianceByDifference.In(nodes).Concat(ZeroWithoutEps.In(graph)).Concat(SoftmaxWithoutMaximum.In(nodes)))
        {
            // What a call brought along from another assembly is that assembly's business.
            if (origins.Of(found.At) is not { } origin || origin is CallTerm { TargetMethod: var target } && FormulaTypes.IsFused(target)) continue;
            var written = OperationToken.Of(origin.Syntax);
            yield return new(found.Kind, written.GetLocation(), new[] { written.Text }.Concat(found.Arguments).ToEquatableArray());
        }
    }

    /// <summary>All nodes of a graph, operands first.</summary>
    private static List<Node> Reachable(FormulaGraph graph)
    {
        var seen = new HashSet<Node>();
        var open = new Stack<Node>(graph.Outputs.Select(o => o.Value));
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!seen.Add(node)) continue;
            foreach (var operand in node.Operands) open.Push(operand);
        }

        return [.. seen.OrderBy(n => n.Id)];
    }
}
