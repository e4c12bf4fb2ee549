using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>
/// Finds E[u²] - E[u]², up to a common factor: also Σu² - (Σu)²/n, with other terms between the two, and over rows. Where the mean is large beside the deviation, the two are nearly equal and their
/// difference is what rounding left. A u that is a difference itself is let pass: taking off something near the mean first is the cure.
/// </summary>
internal static class VarianceByDifference
{
    // A sum of more terms is no variance that anyone wrote.
    private const int MostTerms = 16;

    public static IEnumerable<UnsoundNode> In(IEnumerable<Node> nodes)
    {
        var products = new Dictionary<Node, Monomial>();
        foreach (var node in nodes.Where(n => n.Operation is Operation.Add or Operation.Subtract))
        {
            // Each pair of terms meets in one node only: the one to point at.
            List<Monomial> left = [], right = [];
            Terms(node.Operands[0], 1, left, products);
            Terms(node.Operands[1], node.Operation == Operation.Add ? 1 : -1, right, products);
            if (left.Any(a => right.Any(b => IsVariance(a, b, products) || IsVariance(b, a, products)))) yield return new(AdviceKind.VarianceByDifference, node);
        }
    }

    private static void Terms(Node node, int sign, List<Monomial> terms, Dictionary<Node, Monomial> products)
    {
        if (node.Operation is Operation.Negate or Operation.Detach) Terms(node.Operands[0], node.Operation == Operation.Negate ? -sign : sign, terms, products);
        else if (node.Operation is not (Operation.Add or Operation.Subtract) || terms.Count >= MostTerms) terms.Add(Monomial.Of(node, products).ScaledBy(sign));
        else
        {
            Terms(node.Operands[0], sign, terms, products);
            Terms(node.Operands[1], node.Operation == Operation.Add ? sign : -sign, terms, products);
        }
    }

    /// <summary>Whether <paramref name="squares"/> is c · Σu² and <paramref name="square"/> is -c/n · (Σu)².</summary>
    private static bool IsVariance(Monomial squares, Monomial square, Dictionary<Node, Monomial> products)
    {
        foreach (var sum in square.Factors.Where(f => IsSum(f.Key) && f.Value == 2).Select(f => f.Key))
        {
            var u = Monomial.Of(sum.Operands[0], products);
            if (u.Factors.Keys.Any(f => f.Operation == Operation.Subtract)) continue;
            foreach (var sumOfSquares in squares.Factors.Where(f => f.Key.Operation == sum.Operation && f.Value == 1).Select(f => f.Key))
            {
                var uu = Monomial.Of(sumOfSquares.Operands[0], products);
                var overRows = sum.Operation == Operation.SumOverRows;
                if (AreEqual(uu.Factors, u.Factors.ToDictionary(f => f.Key, f => 2 * f.Value))
                    && AreEqual(squares.Factors.Where(f => f.Key != sumOfSquares), square.Factors.Where(f => f.Key != sum).ToDictionary(f => f.Key, f => f.Value))
                    && squares.Features + uu.Features == square.Features + 2 * u.Features + (overRows ? 0 : 1)
                    && squares.Rows + uu.Rows == square.Rows + 2 * u.Rows + (overRows ? 1 : 0)
                    && AreClose(squares.Number * uu.Number, -square.Number * u.Number * u.Number))
                    return true;
            }
        }

        return false;
    }

    private static bool IsSum(Node node) => node.Operation is Operation.SumOverFeatures or Operation.SumOverRows;

    private static bool AreEqual(IEnumerable<KeyValuePair<Node, int>> some, Dictionary<Node, int> others)
    {
        var count = 0;
        foreach (var factor in some)
        {
            if (!others.TryGetValue(factor.Key, out var exponent) || exponent != factor.Value) return false;
            count++;
        }

        return count == others.Count;
    }

    private static bool AreClose(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Abs(b);
}
