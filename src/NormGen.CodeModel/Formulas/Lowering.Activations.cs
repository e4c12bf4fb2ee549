namespace NormGen.CodeModel.Formulas;

/// <content>Activations made of pieces, and choices between two numbers. Which piece a corner belongs to is libtorch's choice, which its gradients show.</content>
internal sealed partial class Lowering
{
    private const double SeluAlpha = 1.6732632423543772848170429916717;
    private const double SeluScale = 1.0507009873554804934193349852946;

    /// <summary>a between two bounds, which themselves pass no gradient, unlike those of <c>clamp</c>; nor does a NaN, which stays.</summary>
    public Node HardTanh(Node a, Node min, Node max) => Select(Of(Operation.LessOrEqual, a, min), min, Select(Of(Operation.Less, a, max), a, Of(Operation.Detach, Of(Operation.Minimum, a, max))));

    /// <summary>min(max(a + 3, 0), 6) / 6, without a gradient where a bound is met.</summary>
    public Node HardSigmoid(Node a) => Divide(HardTanh(Add(a, Number(3)), Number(0), Number(6)), Number(6));

    /// <summary>a · hardsigmoid(a): the gradient is 0 up to -3 and 1 from 3 on, also at infinity.</summary>
    public Node HardSwish(Node a)
    {
        Node isZero = Of(Operation.LessOrEqual, a, Number(-3)), isLinear = Of(Operation.LessOrEqual, Number(3), a);
        var curved = Select(Of(Operation.Maximum, isZero, isLinear), Number(0), a);
        // Minus infinity times nothing is no number, in libtorch too.
        return Select(isZero, Of(Operation.Detach, Multiply(a, Number(0))), Select(isLinear, a, Divide(Multiply(curved, Add(curved, Number(3))), Number(6))));
    }

    /// <summary>a above a threshold, else another number.</summary>
    public Node Threshold(Node a, Node threshold, Node value) => Select(Of(Operation.LessOrEqual, a, threshold), value, a);

    /// <summary>a nearer to zero by lambda, at most to zero; a NaN stays.</summary>
    public Node SoftShrink(Node a, Node lambda) => Select(Of(Operation.Less, lambda, a), Subtract(a, lambda), Select(Of(Operation.Less, a, Of(Operation.Negate, lambda)), Add(a, lambda), Multiply(a, Number(0))));

    /// <summary>0 up to a distance of lambda from zero, a beyond it; a NaN stays, without a gradient.</summary>
    public Node HardShrink(Node a, Node lambda) => Select(Of(Operation.Less, lambda, Of(Operation.Abs, a)), a, Of(Operation.Detach, Multiply(a, Number(0))));

    /// <summary>a where a &gt; 0, else alpha (e^(a/alpha) - 1).</summary>
    public Node Celu(Node a, Node alpha)
    {
        var positive = Of(Operation.Less, Number(0), a);
        var below = Select(positive, Number(0), a);
        return Select(positive, a, Multiply(alpha, Subtract(Of(Operation.Exp, Divide(below, alpha)), Number(1))));
    }

    /// <summary>scale · elu(a, alpha), with the constants of self-normalizing networks.</summary>
    public Node Selu(Node a) => Multiply(Number(SeluScale), Elu(a, Number(SeluAlpha)));

    /// <summary>min(a, 0) - ln(1 + e^-|a|): the exponential never overflows, and the gradient at 0 is a half.</summary>
    public Node LogSigmoid(Node a) => Subtract(Of(Operation.Minimum, a, Number(0)), Of(Operation.Log, Add(Number(1), Of(Operation.Exp, Of(Operation.Negate, Of(Operation.Abs, a))))));

    /// <summary>The larger of two, a where they are equal; of a number and a NaN the number.</summary>
    public Node LargerOrNumber(Node a, Node b) => Select(Of(Operation.Maximum, Of(Operation.LessOrEqual, b, a), IsNaN(b)), a, b);

    /// <summary>The smaller of two, a where they are equal; of a number and a NaN the number.</summary>
    public Node SmallerOrNumber(Node a, Node b) => Select(Of(Operation.Maximum, Of(Operation.LessOrEqual, a, b), IsNaN(b)), a, b);

    /// <summary>A NaN alone is not equal to itself.</summary>
    public Node IsNaN(Node a) => Not(Of(Operation.Equal, a, a));
}
