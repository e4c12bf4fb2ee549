using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// Lets backward read a result, which the caller holds anyway, where that spares it a function of elements: tanh x is its result, and the e of a softmax y = e/s is y · s. Where a tensor more has to be read for it,
/// the function must be dearer than that. A result that backward would put together of several tensors (the sum of a residual stream and a norm) is read in place of one of them. One that is written over a tensor is read wherever
/// that tensor would be, whatever it costs.
/// </summary>
internal static class SavedResults
{
    /// <summary>The derivative with results that it reads as inputs behind its own, and which results they are.</summary>
    /// <param name="builder">The builder of both graphs.</param>
    /// <param name="formula">The simplified formula.</param>
    /// <param name="derivative">The simplified derivative.</param>
    /// <param name="inplace">The input that is overwritten, and the result in its place; null where there is none.</param>
    public static (FormulaGraph Derivative, ImmutableArray<int> Results) Choose(GraphBuilder builder, FormulaGraph formula, FormulaGraph derivative, (int Input, int Result)? inplace = null)
    {
        var own = new HashSet<Node>(Arithmetic.Reachable(formula.Outputs.Select(o => o.Value)));
        var chosen = ImmutableArray.CreateBuilder<int>();
        foreach (var (result, i) in formula.Results.Select((r, i) => (r, i)))
        {
            if (result.Value.Extent != formula.Element || result.Value.Operands.IsEmpty) continue;
            var function = Function(result.Value);
            var spared = function ?? result.Value;
            var nodes = Reached(derivative, own);
            if (!nodes.Contains(spared) || IsCompared(nodes, spared)) continue;
            var read = Read(builder, formula, derivative, own, result, spared);
            var after = Reached(read, own);
            var isSpared = inplace is var (input, taken) && taken == i && Reads(nodes, input) && !Reads(after, input);
            if (!isSpared && (function is not null ? Cost.OfElements(after) >= Cost.OfElements(nodes) : !IsReadInstead(after, nodes))) continue;
            derivative = read;
            chosen.Add(i);
        }

        return (derivative, chosen.ToImmutable());
    }

    /// <summary>The function that a result is, or is the quotient of by a number of its row.</summary>
    private static Node? Function(Node result)
    {
        if (ElementFunctions.Contains(result)) return result;
        return result.Operation == Operation.Multiply && ElementFunctions.Contains(result.Operands[0]) && result.Operands[1] is { Operation: Operation.Reciprocal } divisor && !SweepPlanner.IsLane(divisor) ? result.Operands[0] : null;
    }

    private static bool Reads(HashSet<Node> nodes, int input) => nodes.Any(n => n.Operation == Operation.Input && n.Index == input);

    /// <summary>Whether a result takes the place of a tensor, and spares more than one operation.</summary>
    private static bool IsReadInstead(HashSet<Node> after, HashSet<Node> before)
        => Cost.OfElements(after) <= Cost.OfElements(before) && Cost.OfLanes(before) - Cost.OfLanes(after) > 1;

    private static FormulaGraph Read(GraphBuilder builder, FormulaGraph formula, FormulaGraph derivative, HashSet<Node> own, FormulaOutput result, Node function)
    {
        var y = builder.Input(derivative.Inputs.Length, result.Extent);
        var done = new Dictionary<Node, Node> { [result.Value] = y };
        var inverse = function == result.Value ? null : builder.Apply(Operation.Reciprocal, result.Value.Operands[1]);
        if (inverse is not null) done[function] = builder.Multiply(y, inverse);
        var read = derivative with
        {
            Inputs = derivative.Inputs.Add(new FormulaInput(ResultNames.Of(formula, result.Name), result.Extent, IsTensor: true, IsUpdated: false)),
            Outputs = [.. derivative.Outputs.Select(o => o with { Value = Substitute(o.Value) })],
        };
        return Simplifier.Derivative(builder, read, formula, inverse);

        Node Substitute(Node node)
        {
            if (node.Operands.IsEmpty || IsNumber(node, own)) return node;
            if (done.TryGetValue(node, out var known)) return known;
            return done[node] = builder.Apply(node.Operation, node.Operands.Select(Substitute).ToArray());
        }
    }

    /// <summary>What forward finds out of a row, backward is given.</summary>
    private static bool IsNumber(Node node, HashSet<Node> own) => own.Contains(node) && !node.Extent.IsLarge();

    private static HashSet<Node> Reached(FormulaGraph derivative, HashSet<Node> own)
    {
        var seen = new HashSet<Node>();
        foreach (var output in derivative.Outputs) Visit(output.Value);
        return seen;

        void Visit(Node node)
        {
            if (IsNumber(node, own) || !seen.Add(node)) return;
            foreach (var operand in node.Operands) Visit(operand);
        }
    }

    /// <summary>Whether something is chosen by a function's value, which must then be the one that forward had, to the last bit.</summary>
    private static bool IsCompared(HashSet<Node> nodes, Node function)
        => nodes.Where(n => n.Operation is Operation.Equal or Operation.Less or Operation.LessOrEqual or Operation.Maximum or Operation.Minimum || (n.IsReduction && Folds.Kind(n.Operation) != FoldKind.Sum))
            .Any(n => Arithmetic.Reachable(n.Operands).Contains(function));
}
