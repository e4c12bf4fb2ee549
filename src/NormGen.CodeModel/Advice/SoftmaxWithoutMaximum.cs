using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>
/// Finds exponentials that are divided by their sum over a row, or whose sum's logarithm is taken, where the exponent is the row itself up to a factor and an offset and so can be any number: e^89 is infinite in
/// float32. Silent as soon as anything else happened to the exponent, which may have been made to bound it.
/// </summary>
internal static class SoftmaxWithoutMaximum
{
    public static IEnumerable<UnsoundNode> In(IEnumerable<Node> nodes)
    {
        var reported = new HashSet<Node>();
        foreach (var node in nodes)
        {
            // A logarithm of a softmax is a matter of that softmax.
            var isLogarithm = node.Operation == Operation.Log;
            if (!isLogarithm && node.Operation is not (Operation.Divide or Operation.Multiply)) continue;
            var (above, below) = isLogarithm ? ([], [node.Operands[0]]) : Quotient(node);
            var summed = new HashSet<Node>(below.SelectMany(b => Exponentials(b, needsSum: true)));
            if (!isLogarithm) summed.IntersectWith(above.SelectMany(a => Exponentials(a, needsSum: false)));
            foreach (var e in summed.Where(e => IsFree(e.Operands[0]) && reported.Add(e)).OrderBy(e => e.Id))
            {
                yield return isLogarithm
                    ? new(AdviceKind.SoftmaxWithoutMaximum, e, "the logarithm of a sum of exponentials", "logsumexp(-1, keepdim: true)")
                    : new(AdviceKind.SoftmaxWithoutMaximum, e, "a softmax", "softmax(-1)");
            }
        }
    }

    /// <summary>What a product multiplies and what it divides by, whatever way that is written in: a/b, a · (1/b), a · b^-1.</summary>
    private static (List<Node> Above, List<Node> Below) Quotient(Node product)
    {
        List<Node> above = [], below = [];
        var seen = new HashSet<(Node, bool)>();
        var open = new Stack<(Node Node, bool IsBelow)>([(product, false)]);
        while (open.Count > 0)
        {
            var (node, isBelow) = open.Pop();
            if (!seen.Add((node, isBelow))) continue;
            switch (node.Operation)
            {
                case Operation.Multiply:
                    open.Push((node.Operands[0], isBelow));
                    open.Push((node.Operands[1], isBelow));
                    break;
                case Operation.Divide:
                    open.Push((node.Operands[0], isBelow));
                    open.Push((node.Operands[1], !isBelow));
                    break;
                case Operation.Reciprocal:
                    open.Push((node.Operands[0], !isBelow));
                    break;
                case Operation.Negate or Operation.Detach:
                    open.Push((node.Operands[0], isBelow));
                    break;
                default:
                    (isBelow ? below : above).Add(node);
                    break;
            }
        }

        return (above, below);
    }

    /// <summary>The exponentials whose size a value shares.</summary>
    private static HashSet<Node> Exponentials(Node value, bool needsSum)
    {
        var seen = new HashSet<(Node, bool)>();
        var found = new HashSet<Node>();
        var open = new Stack<(Node Node, bool IsSummed)>([(value, !needsSum)]);
        while (open.Count > 0)
        {
            var (node, isSummed) = open.Pop();
            if (!seen.Add((node, isSummed))) continue;
            if (node.Operation == Operation.Exp && isSummed) found.Add(node);
            var carriers = node.Operation switch
            {
                Operation.Add or Operation.Multiply => 2,
                Operation.Subtract or Operation.Divide or Operation.Detach or Operation.SumOverFeatures => 1,
                _ => 0,
            };
            foreach (var operand in node.Operands.Take(carriers)) open.Push((operand, isSummed || node.Operation == Operation.SumOverFeatures));
        }

        return found;
    }

    /// <summary>Whether a value takes any number: an element of an input, with factors of the call or of a feature, and offsets that cannot be a maximum.</summary>
    private static bool IsFree(Node value) => value.Operation switch
    {
        Operation.Input => (value.Extent & Extent.Element) == Extent.Element,
        Operation.Negate or Operation.Detach => IsFree(value.Operands[0]),
        Operation.Multiply => (IsFree(value.Operands[0]) && IsFactor(value.Operands[1])) || (IsFactor(value.Operands[0]) && IsFree(value.Operands[1])),
        Operation.Add => (IsFree(value.Operands[0]) && IsOffset(value.Operands[1])) || (IsOffset(value.Operands[0]) && IsFree(value.Operands[1])),
        Operation.Divide => IsFree(value.Operands[0]) && value.Operands[1].Extent == Extent.Scalar,
        Operation.Subtract => IsFree(value.Operands[0]) && value.Operands[1].Operation == Operation.Constant,
        _ => false,
    };

    private static bool IsFactor(Node value) => value.Extent == Extent.Scalar || value is { Operation: Operation.Input, Extent: Extent.Feature };

    private static bool IsOffset(Node value) => value.Operation == Operation.Constant || value is { Operation: Operation.Input, Extent: Extent.Feature };
}
