using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Short names for making nodes, so that derivative rules read like the textbook.</summary>
internal static class Arithmetic
{
    extension(GraphBuilder builder)
    {
        public Node Negate(Node a) => builder.Apply(Operation.Negate, a);

        public Node Add(Node a, Node b) => builder.Apply(Operation.Add, a, b);

        public Node Subtract(Node a, Node b) => builder.Apply(Operation.Subtract, a, b);

        public Node Multiply(Node a, Node b) => builder.Apply(Operation.Multiply, a, b);

        public Node Multiply(double a, Node b) => builder.Apply(Operation.Multiply, builder.Constant(a), b);

        public Node Divide(Node a, Node b) => builder.Apply(Operation.Divide, a, b);

        public Node Square(Node a) => builder.Apply(Operation.Square, a);

        public Node Select(Node condition, Node a, Node b) => builder.Apply(Operation.Select, condition, a, b);

        /// <summary>Sums a value, thought of as broadcast to <paramref name="from"/>, over every axis that <paramref name="to"/> lacks: the derivative of a broadcast.</summary>
        public Node SumTo(Node value, Extent from, Extent to)
        {
            foreach (var axis in Folds.InnermostFirst)
            {
                if ((from & ~to & axis) == 0) continue;
                value = (value.Extent & axis) != 0 ? builder.Apply(Folds.Of(FoldKind.Sum, axis), value) : builder.Multiply(builder.Count(axis), value);
            }

            return value;
        }
    }

    /// <summary>Whether every axis of <paramref name="inner"/> is one of <paramref name="outer"/>.</summary>
    public static bool IsWithin(this Extent inner, Extent outer) => (inner & ~outer) == 0;

    /// <summary>Whether a value is as large as a tensor of rows: anything else is numbers beside them.</summary>
    public static bool IsLarge(this Extent extent) => (extent & Extent.Element) == Extent.Element;

    /// <summary>How many axes there are.</summary>
    public static int Axes(this Extent extent) => Folds.InnermostFirst.Count(axis => (extent & axis) != 0);

    /// <summary>Whether a node is this literal.</summary>
    public static bool Is(this Node node, double value) => node.Operation == Operation.Constant && node.Value.Equals(value);

    /// <summary>Every node below the given ones, operands before the nodes that use them.</summary>
    public static List<Node> Reachable(IEnumerable<Node> roots)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>(roots);
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (!seen.Add(node)) continue;
            foreach (var operand in node.Operands) pending.Push(operand);
        }

        return ById(seen);
    }

    /// <summary>Nodes in the order of creation, operands before the nodes that use them.</summary>
    public static List<Node> ById(HashSet<Node> nodes)
    {
        var sorted = new List<Node>(nodes);
        sorted.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return sorted;
    }
}
