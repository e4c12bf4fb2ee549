using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Rewrites a graph until nothing changes. Two strengths: identities only, for what the user wrote, and linear algebra on top for derivatives.</summary>
internal sealed class Simplifier
{
    private const int MostRounds = 8;

    private readonly GraphBuilder builder;
    private readonly LinearAlgebra? linear;
    private readonly HashSet<Node> settled;

    // What came out as it went in does so in the next round as well.
    private readonly HashSet<Node> final = [];

    private Simplifier(GraphBuilder builder, HashSet<Node>? settled)
    {
        this.builder = builder;
        this.settled = settled ?? [];
        linear = settled is null ? null : new LinearAlgebra(builder, settled);
    }

    /// <summary>Simplifies a formula as written: the order of its products and sums is kept, because the user may have chosen it against overflow.</summary>
    public static FormulaGraph Formula(GraphBuilder builder, FormulaGraph graph) => new Simplifier(builder, null).Run(graph);

    /// <summary>Simplifies a derivative: products are regrouped by extent, like terms collected, sums split where that saves a sweep.</summary>
    /// <param name="builder">The builder of both graphs.</param>
    /// <param name="graph">The derivative.</param>
    /// <param name="formula">The simplified formula; its nodes stay as they are, so that the derivative can share them.</param>
    /// <param name="inverse">The reciprocal of a reciprocal, which stays as it is until it meets that.</param>
    public static FormulaGraph Derivative(GraphBuilder builder, FormulaGraph graph, FormulaGraph formula, Node? inverse = null)
    {
        HashSet<Node> settled = [.. Arithmetic.Reachable(formula.Outputs.Select(o => o.Value))];
        if (inverse is not null) settled.Add(inverse);
        return new Simplifier(builder, settled).Run(graph);
    }

    private FormulaGraph Run(FormulaGraph graph)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var done = new Dictionary<Node, Node>();
            var outputs = graph.Outputs.Select(o => o with { Value = Visit(o.Value, done) }).ToImmutableArray();
            if (outputs.SequenceEqual(graph.Outputs)) break;
            graph = graph with { Outputs = outputs };
        }

        return graph;
    }

    private Node Visit(Node node, Dictionary<Node, Node> done)
    {
        if (node.Operands.IsEmpty || settled.Contains(node) || final.Contains(node)) return node;
        if (done.TryGetValue(node, out var known)) return known;
        var operands = new Node[node.Operands.Length];
        for (var i = 0; i < operands.Length; i++) operands[i] = Visit(node.Operands[i], done);
        var result = Identities.Apply(builder, node.Operation, operands);
        if (linear is not null && !settled.Contains(result)) result = linear.Rewrite(result);
        if (result == node) final.Add(node);
        return done[node] = result;
    }
}
