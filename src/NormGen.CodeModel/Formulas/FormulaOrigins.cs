using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <summary>Where the nodes of a graph come from: for each, the innermost expression during whose reading it was made first. Kept beside the graph, which holds no operation of a compilation.</summary>
internal sealed class FormulaOrigins
{
    private readonly List<Term?> makers = []; // by Node.Id
    private readonly Stack<Term> open = new();

    /// <summary>The expression that made a node; null for inputs.</summary>
    public Term? Of(Node node) => node.Id < makers.Count ? makers[node.Id] : null;

    /// <summary>Forgets all: another graph is read.</summary>
    public void Clear()
    {
        makers.Clear();
        open.Clear();
    }

    /// <summary>The reading of an expression begins.</summary>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="expression">The expression.</param>
    public void Enter(int nodes, Term expression)
    {
        Attribute(nodes);
        open.Push(expression);
    }

    /// <summary>The reading of the expression entered last ends.</summary>
    /// <param name="nodes">How many nodes there are.</param>
    public void Leave(int nodes)
    {
        Attribute(nodes);
        open.Pop();
    }

    private void Attribute(int nodes)
    {
        while (makers.Count < nodes) makers.Add(open.Count > 0 ? open.Peek() : null);
    }
}
