using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// Regroups derivatives: products by extent (r·r·r·mean in double once a row, one multiplication an element), sums by like terms, and sums over a row split where a term's
/// factor is itself a reduction (Σ(a·r + b) = r·Σa + Σb needs one sweep instead of two).
/// </summary>
internal sealed class LinearAlgebra(GraphBuilder builder, HashSet<Node> settled)
{
    private readonly Dictionary<Node, int> levels = [];

    /// <summary>The regrouped node; nodes of the formula itself are never opened.</summary>
    public Node Rewrite(Node node) => node.Operation switch
    {
        Operation.Multiply or Operation.Negate => One(Product.Of(builder, node, settled)),
        Operation.Add or Operation.Subtract => Sum(Terms(node)),
        Operation.SumOverFeatures or Operation.SumOverChannels or Operation.SumOverGroups or Operation.SumOverRows => SumOver(Folds.Axis(node.Operation), node.Operands[0]),
        _ => node,
    };

    private Node One(Product product)
    {
        // A sum that vanishes takes its factors with it.
        if (product.Coefficient == 0) return builder.Constant(0);
        // r goes into a sum beside it, whose terms have 1/r.
        if (product.Body.FindIndex(n => n.Operation is Operation.Add or Operation.Subtract && !settled.Contains(n)) is >= 0 and var beside && product.TakeInverse() is { } inverse)
            product.Body[beside] = Sum([.. Terms(product.Body[beside]).Select(t => t.Times(inverse))]);
        // c · Σrows a = Σrows c · a: the sum then is the gradient itself and needs no pass over the features.
        if (product.Body.Count == 1 && product.Body[0] is { Operation: Operation.SumOverRows } sum && !settled.Contains(sum) && product.Lower.TrueForAll(IsKnownBefore) && (product.Lower.Count > 0 || product.Coefficient != 1))
            return builder.Apply(Operation.SumOverRows, Rewrite(Identities.Of(builder, Operation.Multiply, sum.Operands[0], product.LowerNode(builder, signed: true))));
        var lower = product.LowerNode(builder, signed: false);
        var magnitude = product.BodyNode(builder) is { } body ? Identities.Of(builder, Operation.Multiply, body, lower) : lower;
        return product.Coefficient < 0 ? Identities.Of(builder, Operation.Negate, magnitude) : magnitude;
    }

    private List<Product> Terms(Node node, Extent axis = Extent.Feature)
    {
        var terms = new List<Product>();
        Collect(node, 1);
        return terms;

        void Collect(Node term, double sign)
        {
            if (!settled.Contains(term) && term.Operation is Operation.Add or Operation.Subtract or Operation.Negate)
            {
                Collect(term.Operands[0], term.Operation == Operation.Negate ? -sign : sign);
                if (term.Operands.Length > 1) Collect(term.Operands[1], term.Operation == Operation.Subtract ? -sign : sign);
                return;
            }

            var product = Product.Of(builder, term, settled, axis);
            product.Coefficient *= sign;
            terms.Add(product);
        }
    }

    /// <summary>Σ of terms, those of one body as one term; what waits for fewer reductions comes first, so that a sweep before these can compute that part of the sum, and in the order of first occurrence; terms without a body (known once a row) last.</summary>
    private Node Sum(List<Product> terms)
    {
        var parts = new List<(Node Value, bool Negative)>();
        terms.RemoveAll(t => t.Coefficient == 0);
        if (terms.Count == 0) return builder.Constant(0);
        foreach (var group in terms.GroupBy(t => t.BodyNode(builder)).OrderBy(g => g.Key is null).ThenBy(g => g.Max(t => t.Body.Concat(t.Lower).Select(Level).DefaultIfEmpty(0).Max())))
        {
            if (group.Count() == 1)
            {
                var term = group.First();
                var negative = term.Coefficient < 0;
                term.Coefficient = Math.Abs(term.Coefficient);
                parts.Add((One(term), negative));
                continue;
            }

            var lower = Join([.. group.Select(t => (t.LowerNode(builder, signed: false), t.Coefficient < 0))]);
            var sign = lower.Operation == Operation.Negate;
            if (sign) lower = lower.Operands[0];
            parts.Add((group.Key is null ? lower : Identities.Of(builder, Operation.Multiply, group.Key, lower), sign));
        }

        return Join(parts);
    }

    private Node Join(List<(Node Value, bool Negative)> parts)
    {
        var first = parts.FindIndex(p => !p.Negative);
        var sum = first < 0 ? Identities.Of(builder, Operation.Negate, parts[0].Value) : parts[first].Value;
        for (var i = 0; i < parts.Count; i++)
        {
            if (i == Math.Max(first, 0)) continue;
            sum = Identities.Of(builder, parts[i].Negative ? Operation.Subtract : Operation.Add, sum, parts[i].Value);
        }

        return sum;
    }

    private Node SumOver(Extent axis, Node operand)
    {
        var fold = Folds.Of(FoldKind.Sum, axis);
        if (IsCentredSum(axis, operand)) return builder.Constant(0);
        if (settled.Contains(operand)) return builder.Apply(fold, operand);
        var product = Product.Of(builder, operand, settled, axis);
        if (product.Body.Count == 0) return operand;
        if (product.Body.Count == 1 && IsCentredSum(axis, product.Body[0])) return builder.Constant(0);
        // What every row has as well stays inside a sum over rows: outside it would need a pass of its own over the features.
        var kept = axis == Extent.Row ? product.Lower.FindAll(IsKnownBefore) : [];
        product.Lower.RemoveAll(kept.Contains);
        if (product.Lower.Count > 0 || (product.Coefficient != 1 && axis != Extent.Row))
        {
            var coefficient = axis == Extent.Row ? product.Coefficient : 1;
            if (axis == Extent.Row) product.Coefficient = 1;
            var outside = product.LowerNode(builder, signed: true);
            var inside = kept.Aggregate(product.BodyNode(builder)!, (a, b) => Identities.Of(builder, Operation.Multiply, a, b));
            return Identities.Of(builder, Operation.Multiply, SumOver(axis, Identities.Of(builder, Operation.Multiply, inside, builder.Constant(coefficient))), outside);
        }

        if (kept.Count > 0 || product.Coefficient != 1) return builder.Apply(fold, operand);
        var body = product.BodyNode(builder)!;
        if (settled.Contains(body) || body.Operation is not (Operation.Add or Operation.Subtract)) return IsCentredSum(axis, body) ? builder.Constant(0) : builder.Apply(fold, body);
        var terms = Terms(body, axis);
        var vanishing = terms.RemoveAll(t => t.Body.Count == 1 && IsCentredSum(axis, t.Body[0]));
        if (vanishing == 0 && !terms.Any(t => t.Lower.Any(l => Level(l) > 0) || (t.Body.Count == 1 && MeansOver(t.Body[0]) is { } axes && axis != axes && (axes & axis) != 0))) return builder.Apply(fold, body);
        if (terms.Count == 0) return builder.Constant(0);
        return Join([.. terms.Select(t => (Term(t), t.Coefficient < 0))]);

        Node Term(Product term)
        {
            var lower = term.LowerNode(builder, signed: false);
            return Identities.Of(builder, Operation.Multiply, lower, term.BodyNode(builder) is { } inner ? SumOver(axis, inner) : builder.Count(axis));
        }
    }

    /// <summary>Whether a factor is a number of the call that no reduction enters.</summary>
    private static bool IsKnownBefore(Node node) => node.Extent == Extent.Scalar && !Arithmetic.Reachable([node]).Any(n => n.IsReduction);

    /// <summary>Whether Σ over an axis, with the sums inside it, is that of x - mean(x) over the axes of the mean: zero.</summary>
    private static bool IsCentredSum(Extent axis, Node operand)
    {
        var axes = axis;
        for (; operand.IsReduction && Folds.Kind(operand.Operation) == FoldKind.Sum; operand = operand.Operands[0]) axes |= Folds.Axis(operand.Operation);
        return (MeansOver(operand) ?? MaskedMeansOver(operand)) == axes;
    }

    /// <summary>The axes of the mean in x - mean(x); null for other expressions.</summary>
    private static Extent? MeansOver(Node node)
    {
        if (node.Operation != Operation.Subtract || node.Operands[1].Operation is not (Operation.Multiply or Operation.Divide)) return null;
        var (x, mean) = (node.Operands[0], node.Operands[1]);
        var isProduct = mean.Operation == Operation.Multiply;
        foreach (var (sum, count) in isProduct ? new[] { (mean.Operands[0], mean.Operands[1]), (mean.Operands[1], mean.Operands[0]) } : [(mean.Operands[0], mean.Operands[1])])
        {
            if (isProduct && count.Operation != Operation.Reciprocal) continue;
            var axes = Extent.Scalar;
            var folded = sum;
            for (; folded.IsReduction && Folds.Kind(folded.Operation) == FoldKind.Sum; folded = folded.Operands[0]) axes |= Folds.Axis(folded.Operation);
            if (axes != Extent.Scalar && folded == x && Counted(isProduct ? count.Operands[0] : count) == axes) return axes;
        }

        return null;

        static Extent? Counted(Node n) => n.Operation switch
        {
            Operation.Multiply => Counted(n.Operands[0]) | Counted(n.Operands[1]),
            _ when Folds.IsCount(n.Operation) => Folds.InnermostFirst.First(axis => Folds.Count(axis) == n.Operation),
            _ => null,
        };
    }

    /// <summary>The axes of the sums in (x - Σ(x · mask) / max(Σ mask, 1)) · mask, which deviates from the mean of what the mask chooses; null for other expressions. The count is at least 1 unless nothing is chosen.</summary>
    private static Extent? MaskedMeansOver(Node node)
    {
        if (node.Operation != Operation.Multiply) return null;
        var (deviation, mask) = node.Operands[0].Operation == Operation.Subtract ? (node.Operands[0], node.Operands[1]) : (node.Operands[1], node.Operands[0]);
        if (!Choices.IsMask(mask) || deviation is not { Operation: Operation.Subtract } || deviation.Operands[1] is not { Operation: Operation.Multiply } mean || mean.Operands[1].Operation != Operation.Reciprocal) return null;
        var (chosen, axes) = Summed(mean.Operands[0]);
        if (chosen.Operation != Operation.Multiply || !chosen.Operands.Contains(mask) || !chosen.Operands.Contains(deviation.Operands[0])) return null;
        if (mean.Operands[1].Operands[0] is not { Operation: Operation.Select } count || !count.Operands[1].Is(1) || count.Operands[0] is not { Operation: Operation.Less } isEmpty || isEmpty.Operands[0] != count.Operands[2] || !isEmpty.Operands[1].Is(1)) return null;
        return Summed(count.Operands[2]) == (mask, axes) ? axes : null;

        static (Node Of, Extent Axes) Summed(Node sum)
        {
            var axes = Extent.Scalar;
            for (; sum.IsReduction && Folds.Kind(sum.Operation) == FoldKind.Sum; sum = sum.Operands[0]) axes |= Folds.Axis(sum.Operation);
            return (sum, axes);
        }
    }

    /// <summary>How many reductions of the derivative lie one behind the other below a node; what the forward knows is there from the start.</summary>
    private int Level(Node node)
    {
        if (settled.Contains(node) || node.Operands.IsEmpty) return 0;
        if (levels.TryGetValue(node, out var level)) return level;
        level = node.Operands.Max(Level) + (node.IsReduction ? 1 : 0);
        return levels[node] = level;
    }
}
