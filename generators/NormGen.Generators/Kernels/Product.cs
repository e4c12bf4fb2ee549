using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>A product taken apart: sign, number, the factors known once a call or a row, and the body that varies along an axis, as a rule the features.</summary>
/// <param name="axis">The axis.</param>
internal sealed class Product(Extent axis)
{
    /// <summary>The number in front, sign included.</summary>
    public double Coefficient { get; set; } = 1;

    /// <summary>Factors that do not vary along the axis.</summary>
    public List<Node> Lower { get; } = [];

    /// <summary>Factors that do.</summary>
    public List<Node> Body { get; } = [];

    /// <summary>Takes a node apart. Nodes in <paramref name="opaque"/> are factors as they stand.</summary>
    public static Product Of(GraphBuilder builder, Node node, HashSet<Node> opaque, Extent axis = Extent.Feature)
    {
        var product = new Product(axis);
        product.Collect(builder, node, opaque);
        return product;
    }

    /// <summary>The body as one node, null if it is empty. Incoming gradients and per-feature factors come first, so that <c>dy · weight</c> is one node wherever it occurs.</summary>
    public Node? BodyNode(GraphBuilder builder)
        => Body.Count == 0 ? null : Body.Count == 1 ? Body[0] : Fold(builder, Body.OrderBy(Rank).ThenByDescending(n => n.Operation == Operation.Input ? n.Index : 0).ThenBy(n => n.Id));

    /// <summary>The factors outside the body, with the number's magnitude or the number itself.</summary>
    public Node LowerNode(GraphBuilder builder, bool signed)
    {
        var number = builder.Constant(signed ? Coefficient : Math.Abs(Coefficient));
        if (Lower.Count == 0) return number;
        if (Lower.Count == 1) return Identities.Of(builder, Operation.Multiply, Lower[0], number);
        var scalars = Lower.Where(n => n.Extent == Extent.Scalar).OrderBy(n => n.Id).ToList();
        var rows = Lower.Where(n => n.Extent != Extent.Scalar).OrderBy(n => n.Extent.Axes()).ThenBy(n => n.Id).ToList();
        var scalar = Identities.Of(builder, Operation.Multiply, scalars.Count == 0 ? builder.Constant(1) : Fold(builder, scalars), number);
        return rows.Count == 0 ? scalar : Identities.Of(builder, Operation.Multiply, Fold(builder, rows), scalar);
    }

    private static int Rank(Node node) => node.Operation == Operation.Input && node.Extent.IsLarge() ? 0 : (node.Extent & Extent.Row) == 0 ? 1 : 2;

    private static Node Fold(GraphBuilder builder, IEnumerable<Node> factors) => factors.Aggregate((a, b) => Identities.Of(builder, Operation.Multiply, a, b));

    private void Collect(GraphBuilder builder, Node node, HashSet<Node> opaque)
    {
        if (node.Operation == Operation.Constant) Coefficient *= node.Value;
        else if (opaque.Contains(node)) Factor(node);
        else if (node.Operation == Operation.Negate)
        {
            Coefficient = -Coefficient;
            Collect(builder, node.Operands[0], opaque);
        }
        else if (node.Operation == Operation.Multiply)
        {
            Collect(builder, node.Operands[0], opaque);
            Collect(builder, node.Operands[1], opaque);
        }
        else if (node.Operation == Operation.Square && (node.Extent & axis) == 0)
        {
            Collect(builder, node.Operands[0], opaque);
            Collect(builder, node.Operands[0], opaque);
        }
        else Factor(node);
    }

    /// <summary>Takes out a factor that is the reciprocal of a reciprocal, which no other rewrite leaves.</summary>
    public Node? TakeInverse() => Lower.Find(IsInverse) is { } inverse && Lower.Remove(inverse) ? inverse : null;

    /// <summary>The product with one factor more.</summary>
    public Product Times(Node factor)
    {
        Factor(factor);
        return this;
    }

    private static bool IsInverse(Node node) => node.Operation == Operation.Reciprocal && node.Operands[0].Operation == Operation.Reciprocal;

    private void Factor(Node node)
    {
        if ((node.Extent & axis) != 0) Body.Add(node);
        else if (!Cancels(node)) Lower.Add(node);
    }

    /// <summary>1/r · 1/(1/r) = 1: the second is there only where a result that was divided by 1/r is multiplied by it again, and shows itself where that is no number.</summary>
    private bool Cancels(Node node)
        => IsInverse(node) ? Lower.Remove(node.Operands[0]) : Lower.Find(n => IsInverse(n) && n.Operands[0] == node) is { } inverse && Lower.Remove(inverse);
}
