namespace NormGen.CodeModel.Formulas;

/// <summary>
/// What TorchSharp's compound operations are in primitives, with the value AND the gradient of eager code: where libtorch gives a subgradient at a corner (relu at 0, clamp at its
/// bounds, a norm of zero), the primitives are chosen so that differentiating them gives the same one, and an unselected branch never overflows into the gradient.
/// </summary>
internal sealed partial class Lowering(GraphBuilder builder)
{
    private const double InverseSqrt2 = 0.70710678118654752440;
    private const double SqrtTwoOverPi = 0.79788456080286535588;
    private const double Ln2 = 0.69314718055994530942;
    private const double Ln10 = 2.30258509299404568402;

    public GraphBuilder Builder { get; } = builder;

    public Node Number(double value) => Builder.Constant(value);

    public Node Of(Operation operation, params ReadOnlySpan<Node> operands) => Builder.Apply(operation, operands);

    public Node Add(Node a, Node b) => Of(Operation.Add, a, b);

    public Node Subtract(Node a, Node b) => Of(Operation.Subtract, a, b);

    public Node Multiply(Node a, Node b) => Of(Operation.Multiply, a, b);

    public Node Divide(Node a, Node b) => Of(Operation.Divide, a, b);

    public Node Select(Node condition, Node then, Node otherwise) => Of(Operation.Select, condition, then, otherwise);

    /// <summary>1 - mask.</summary>
    public Node Not(Node mask) => Subtract(Number(1), mask);

    /// <summary>Whether one of two masks is set and the other is not.</summary>
    public Node Xor(Node a, Node b) => Not(Of(Operation.Equal, a, b));

    /// <summary>a^b with libtorch's exact special cases.</summary>
    public Node Power(Node a, Node b) => b.Operation != Operation.Constant ? Of(Operation.Power, a, b) : b.Value switch
    {
        1 => a,
        2 => Of(Operation.Square, a),
        3 => Multiply(Of(Operation.Square, a), a),
        0.5 => Of(Operation.Sqrt, a),
        -0.5 => Of(Operation.Rsqrt, a),
        -1 => Of(Operation.Reciprocal, a),
        -2 => Of(Operation.Reciprocal, Of(Operation.Square, a)),
        _ => Of(Operation.Power, a, b),
    };

    public Node Log2(Node a) => Multiply(Of(Operation.Log, a), Number(1 / Ln2));

    public Node Log10(Node a) => Multiply(Of(Operation.Log, a), Number(1 / Ln10));

    public Node Exp2(Node a) => Of(Operation.Exp, Multiply(a, Number(Ln2)));

    /// <summary>The gradient passes where min ≤ a, so the bound itself is not shared as by <c>maximum</c>. A NaN stays, also one in a tensor of bounds.</summary>
    public Node AtLeast(Node a, Node min) => min.Extent == Extent.Scalar
        ? Select(Of(Operation.Less, a, min), min, a)
        : Select(Of(Operation.LessOrEqual, min, a), a, Of(Operation.Maximum, a, min));

    /// <summary>As <see cref="AtLeast"/>, from above.</summary>
    public Node AtMost(Node a, Node max) => max.Extent == Extent.Scalar
        ? Select(Of(Operation.Less, max, a), max, a)
        : Select(Of(Operation.LessOrEqual, a, max), a, Of(Operation.Minimum, a, max));

    /// <summary>a + w (b - a), from the nearer end as libtorch does it: a weight of 1 gives b, and an infinite end stays what it is, also in gradients.</summary>
    public Node Lerp(Node a, Node b, Node w)
    {
        var difference = Subtract(b, a);
        var back = Subtract(w, Number(1));
        if (w.Operation == Operation.Constant) return Math.Abs(w.Value) < 0.5 ? Add(a, Multiply(w, difference)) : Add(b, Multiply(back, difference));
        var isNearA = Of(Operation.Less, Of(Operation.Abs, w), Number(0.5));
        return Add(Select(isNearA, a, b), Multiply(Select(isNearA, w, back), difference));
    }

    /// <summary>a where a &gt; 0, else 0; NaN stays, the gradient at 0 is 0.</summary>
    public Node Relu(Node a) => Select(Of(Operation.LessOrEqual, a, Number(0)), Number(0), a);

    public Node LeakyRelu(Node a, Node slope) => Select(Of(Operation.Less, Number(0), a), a, Multiply(slope, a));

    /// <summary>a where a &gt; 0, else alpha (e^a - 1); the exponential never sees a positive number.</summary>
    public Node Elu(Node a, Node alpha)
    {
        var positive = Of(Operation.Less, Number(0), a);
        var below = Select(positive, Number(0), a);
        return Select(positive, a, Multiply(alpha, Subtract(Of(Operation.Exp, below), Number(1))));
    }

    public Node Silu(Node a) => Multiply(a, Of(Operation.Sigmoid, a));

    /// <summary>a/2 (1 + erf(a/√2))</summary>
    public Node Gelu(Node a) => Multiply(Multiply(a, Number(0.5)), Add(Number(1), Of(Operation.Erf, Multiply(a, Number(InverseSqrt2)))));

    /// <summary>a/2 (1 + tanh(√(2/π) (a + 0.044715 a³)))</summary>
    public Node GeluTanh(Node a)
    {
        var inner = Multiply(a, Add(Number(1), Multiply(Number(0.044715), Of(Operation.Square, a))));
        return Multiply(Multiply(a, Number(0.5)), Add(Number(1), Of(Operation.Tanh, Multiply(Number(SqrtTwoOverPi), inner))));
    }

    /// <summary>ln(1 + e^(beta a)) / beta, a itself above the threshold.</summary>
    public Node Softplus(Node a, Node beta, Node threshold)
    {
        var scaled = Multiply(beta, a);
        var linear = Of(Operation.Less, threshold, scaled);
        var small = Select(linear, Number(0), scaled);
        return Select(linear, a, Divide(Of(Operation.Log, Add(Number(1), Of(Operation.Exp, small))), beta));
    }

    public Node Softsign(Node a) => Divide(a, Add(Number(1), Of(Operation.Abs, a)));

    public Node Mish(Node a) => Multiply(a, Of(Operation.Tanh, Softplus(a, Number(1), Number(20))));

    /// <summary>a/(1 - p) where the random number of a place is at least p, else 0; nothing is left where p is 1.</summary>
    public Node Dropout(Node a, Node p, Node seed, Node places)
    {
        var scale = p.Operation == Operation.Constant ? Number(p.Value == 1 ? 0 : 1 / (1 - p.Value)) : Select(Of(Operation.Equal, p, Number(1)), Number(0), Divide(Number(1), Subtract(Number(1), p)));
        return Select(Of(Operation.Kept, seed, places, p), Multiply(a, scale), Number(0));
    }

    /// <summary>√s, with libtorch's gradient 0 for the norm of a zero vector, and for the deviation of equal numbers.</summary>
    public Node NormOfSquares(Node s) => Select(Of(Operation.Equal, s, Number(0)), Number(0), Of(Operation.Sqrt, s));
}
