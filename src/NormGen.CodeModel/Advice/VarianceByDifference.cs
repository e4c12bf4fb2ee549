using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>
/// Finds E[u²] - E[u]², up to a common factor: also Σu² - (Σu)²/n, with other terms between the two, and over any axes. Where the mean is large beside the deviation, the two are nearly equal and their
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
            var (axes, summed) = Unfold(sum);
            var u = Monomial.Of(summed, products);
            if (u.Factors.Keys.Any(f => f.Operation == Operation.Subtract)) continue;
            foreach (var sumOfSquares in squares.Factors.Where(f => IsSum(f.Key) && f.Value == 1).Select(f => f.Key))
            {
                var (otherAxes, product) = Unfold(sumOfSquares);
                var uu = Monomial.Of(product, products);
                if (otherAxes != axes || !AreClose(squares.Number * uu.Number, -square.Number * u.Number * u.Number)) continue;

                // What is left of c · u² / (c/n · u · u), without the sums: the lengths of the axes, each once.
                var left = new Dictionary<Node, double>();
                foreach (var (factors, exponent) in new[] { (squares.Factors, 1.0), (uu.Factors, 1), (square.Factors, -1), (u.Factors, -2) })
                    foreach (var factor in factors.Where(f => f.Key != sum && f.Key != sumOfSquares)) left[factor.Key] = (left.TryGetValue(factor.Key, out var present) ? present : 0) + factor.Value * exponent;
                var expected = Folds.InnermostFirst.Where(axis => (axes & axis) != 0).Select(Folds.Count).ToList();
                var lengths = left.Where(f => f.Value != 0).ToList();
                if (lengths.Count == expected.Count && lengths.All(f => f.Value == 1 && expected.Contains(f.Key.Operation))) return true;
            }
        }

        return false;
    }

    /// <summary>The axes that a sum folds, and what it sums.</summary>
    private static (Extent Axes, Node Summed) Unfold(Node sum)
    {
        var axes = Extent.Scalar;
        for (; IsSum(sum); sum = sum.Operands[0]) axes |= Folds.Axis(sum.Operation);
        return (axes, sum);
    }

    private static bool IsSum(Node node) => node.IsReduction && Folds.Kind(node.Operation) == FoldKind.Sum;

    private static bool AreClose(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Abs(b);
}
