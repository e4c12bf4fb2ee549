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
        Operation.SumOverFeatures => SumOverFeatures(node.Operands[0]),
        _ => node,
    };

    private Node One(Product product)
    {
        // c · Σrows a = Σrows c · a: the sum then is the gradient itself and needs no pass over the features.
        if (product.Body.Count == 1 && product.Body[0] is { Operation: Operation.SumOverRows } sum && !settled.Contains(sum) && product.Lower.TrueForAll(IsKnownBefore) && (product.Lower.Count > 0 || product.Coefficient != 1))
            return builder.Apply(Operation.SumOverRows, Rewrite(Identities.Of(builder, Operation.Multiply, sum.Operands[0], product.LowerNode(builder, signed: true))));
        var lower = product.LowerNode(builder, signed: false);
        var magnitude = product.BodyNode(builder) is { } body ? Identities.Of(builder, Operation.Multiply, body, lower) : lower;
        return product.Coefficient < 0 ? Identities.Of(builder, Operation.Negate, magnitude) : magnitude;
    }

    private List<Product> Terms(Node node)
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

            var product = Product.Of(builder, term, settled);
            product.Coefficient *= sign;
            terms.Add(product);
        }
    }

    /// <summary>Σ of terms, those of one body as one term, in the order of first occurrence; terms without a body (known once a row) last.</summary>
    private Node Sum(List<Product> terms)
    {
        var parts = new List<(Node Value, bool Negative)>();
        foreach (var group in terms.GroupBy(t => t.BodyNode(builder)).OrderBy(g => g.Key is null))
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

    private Node SumOverFeatures(Node operand)
    {
        if (IsCentred(operand)) return builder.Constant(0);
        if (settled.Contains(operand)) return builder.Apply(Operation.SumOverFeatures, operand);
        var product = Product.Of(builder, operand, settled);
        var body = product.BodyNode(builder);
        if (body is null) return operand;
        if (product.Lower.Count > 0 || product.Coefficient != 1)
        {
            var outside = product.LowerNode(builder, signed: true);
            return Identities.Of(builder, Operation.Multiply, SumOverFeatures(body), outside);
        }

        if (settled.Contains(body) || body.Operation is not (Operation.Add or Operation.Subtract)) return builder.Apply(Operation.SumOverFeatures, body);
        var terms = Terms(body);
        var vanishing = terms.RemoveAll(t => t.Body.Count == 1 && IsCentred(t.Body[0]));
        if (vanishing == 0 && !terms.Any(t => t.Lower.Any(l => Level(l) > 0))) return builder.Apply(Operation.SumOverFeatures, body);
        if (terms.Count == 0) return builder.Constant(0);
        return Join([.. terms.Select(t => (Term(t), t.Coefficient < 0))]);

        Node Term(Product term)
        {
            var lower = term.LowerNode(builder, signed: false);
            return Identities.Of(builder, Operation.Multiply, lower, term.BodyNode(builder) is { } inner ? SumOverFeatures(inner) : builder.FeatureCount());
        }
    }

    /// <summary>Whether a factor is a number of the call that no reduction enters.</summary>
    private static bool IsKnownBefore(Node node) => node.Extent == Extent.Scalar && !Arithmetic.Reachable([node]).Any(n => n.IsReduction);

    /// <summary>x - mean(x), whose sum over the row is zero.</summary>
    private static bool IsCentred(Node node)
    {
        if (node.Operation != Operation.Subtract) return false;
        var (x, mean) = (node.Operands[0], node.Operands[1]);
        return mean.Operation switch
        {
            Operation.Multiply => IsSum(mean.Operands[0]) && IsInverseCount(mean.Operands[1]) || IsSum(mean.Operands[1]) && IsInverseCount(mean.Operands[0]),
            Operation.Divide => IsSum(mean.Operands[0]) && mean.Operands[1].Operation == Operation.FeatureCount,
            _ => false,
        };
        bool IsSum(Node n) => n.Operation == Operation.SumOverFeatures && n.Operands[0] == x;
        bool IsInverseCount(Node n) => n.Operation == Operation.Reciprocal && n.Operands[0].Operation == Operation.FeatureCount;
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
