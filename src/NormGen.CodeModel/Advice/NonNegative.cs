using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>Which values are zero or more by their form alone, whatever goes in.</summary>
internal sealed class NonNegative
{
    private readonly Dictionary<Node, bool> known = new();
    private readonly Witness any = new(1);

    /// <summary>Whether a value never is negative.</summary>
    public bool Is(Node node)
    {
        if (!known.TryGetValue(node, out var value)) known.Add(node, value = Compute(node));
        return value;
    }

    private bool Compute(Node node) => node.Operation switch
    {
        Operation.Square or Operation.Abs or Operation.Sqrt or Operation.Rsqrt or Operation.Exp or Operation.Sigmoid or Operation.Less or Operation.LessOrEqual or Operation.Equal or Operation.Uniform or Operation.Kept => true,
        Operation.Multiply when node.Operands[0] == node.Operands[1] => true,
        Operation.Add or Operation.Multiply or Operation.Divide or Operation.Minimum => node.Operands.All(Is),
        Operation.Maximum => node.Operands.Any(Is),
        Operation.Detach or Operation.Reciprocal or Operation.Power => Is(node.Operands[0]),
        _ when node.IsReduction => Is(node.Operands[0]),
        Operation.Select => IsBounded(node) || (Is(node.Operands[1]) && Is(node.Operands[2])),

        // Counts and literals: n, 1/n, n - 1.
        _ => node.Extent == Extent.Scalar && any.Of(node) >= 0,
    };

    /// <summary>Whether a selection takes a value only where it is above a bound that is not negative, as <c>relu</c> and <c>clamp_min</c> do.</summary>
    private bool IsBounded(Node select) => select.Operands[0] is { Operation: Operation.Less or Operation.LessOrEqual } condition
        && condition.Operands[0] == select.Operands[2] && condition.Operands[1] == select.Operands[1] && Is(select.Operands[1]);
}
