namespace NormGen.CodeModel.Formulas;

/// <content>Operations element by element.</content>
internal sealed partial class BodyReader
{
    private static IEnumerable<KeyValuePair<string, Func<BodyReader, TorchCall, FormulaValue>>> PointwiseCalls()
    {
        (string Name, Operation Operation)[] unary =
        [
            ("neg", Operation.Negate), ("negative", Operation.Negate), ("square", Operation.Square), ("sqrt", Operation.Sqrt), ("rsqrt", Operation.Rsqrt), ("reciprocal", Operation.Reciprocal),
            ("exp", Operation.Exp), ("log", Operation.Log), ("abs", Operation.Abs), ("absolute", Operation.Abs), ("sign", Operation.Sign), ("sgn", Operation.Sign),
            ("tanh", Operation.Tanh), ("sigmoid", Operation.Sigmoid), ("expit", Operation.Sigmoid), ("erf", Operation.Erf),
            ("floor", Operation.Floor), ("ceil", Operation.Ceiling), ("trunc", Operation.Truncate), ("fix", Operation.Truncate), ("detach", Operation.Detach),
        ];
        foreach (var (name, operation) in unary) yield return Entry(name, (r, c) => r.Map(c, a => r.math.Of(operation, a)));
        yield return Entry("round", static (r, c) => c.IsGiven("decimals") ? r.complaints.Add(ComplaintKind.NotFusable, c.Invocation, "kernels round to integers", "(x * 10).round() / 10") : r.Map(c, a => r.math.Of(Operation.Round, a)));
        yield return Entry("exp2", static (r, c) => r.Map(c, r.math.Exp2));
        yield return Entry("log2", static (r, c) => r.Map(c, r.math.Log2));
        yield return Entry("log10", static (r, c) => r.Map(c, r.math.Log10));

        yield return Entry("add", static (r, c) => r.Scaled(c, Operation.Add));
        yield return Entry("sub", static (r, c) => r.Scaled(c, Operation.Subtract));
        yield return Entry("subtract", static (r, c) => r.Scaled(c, Operation.Subtract));
        foreach (var name in new[] { "mul", "multiply" }) yield return Entry(name, static (r, c) => r.Two(c, Operation.Multiply));
        foreach (var name in new[] { "div", "divide", "true_divide" }) yield return Entry(name, static (r, c) => r.Divide(c));
        yield return Entry("pow", static (r, c) => r.Two(c, Operation.Power));
        yield return Entry("minimum", static (r, c) => r.Two(c, Operation.Minimum));
        yield return Entry("maximum", static (r, c) => r.Two(c, Operation.Maximum));
        yield return Entry("addcmul", static (r, c) => r.Fused(c, Operation.Multiply));
        yield return Entry("addcdiv", static (r, c) => r.Fused(c, Operation.Divide));
        yield return Entry("lerp", static (r, c) => r.Receiver(c) is not { } a ? FormulaValue.Unknown
            : r.Pointwise(c.Invocation, n => r.math.Lerp(n[0], n[1], n[2]), false, a, r.Operand(c, 0), r.Operand(c, 1)));
        yield return Entry("frac", static (r, c) => r.Map(c, a => r.math.Subtract(a, r.math.Of(Operation.Truncate, a))));
        yield return Entry("positive", static (r, c) => r.Map(c, static a => a));
        yield return Entry("fmax", static (r, c) => r.Combined(c, r.math.LargerOrNumber));
        yield return Entry("fmin", static (r, c) => r.Combined(c, r.math.SmallerOrNumber));
    }

    private FormulaValue Combined(TorchCall call, Func<Node, Node, Node> make)
        => NumericReceiver(call) is { } a && AsTensor(Operand(call, 0), call.Invocation) is { } b ? b.IsMask ? OnMask(call.Invocation) : Pointwise(call.Invocation, n => make(n[0], n[1]), isMask: false, a, b) : FormulaValue.Unknown;

    private FormulaValue Map(TorchCall call, Func<Node, Node> make) => NumericReceiver(call) is { } a ? a with { Node = make(a.Node) } : FormulaValue.Unknown;

    private FormulaValue Two(TorchCall call, Operation operation) => Receiver(call) is { } a ? Arithmetic(call.Invocation, operation, a, Operand(call, 0)) : FormulaValue.Unknown;

    private FormulaValue Divide(TorchCall call)
    {
        if (call.IsGiven("rounding_mode") && call.Named("rounding_mode")!.ConstantValue is not { HasValue: true, Value: 0 })
            return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "a rounding division has no form in a kernel");
        return Two(call, Operation.Divide);
    }

    /// <summary><c>a.add(b, alpha)</c> is a + alpha b.</summary>
    private FormulaValue Scaled(TorchCall call, Operation operation)
    {
        if (Receiver(call) is not { } a) return FormulaValue.Unknown;
        var b = Operand(call, 0);
        if (call.IsGiven("alpha")) b = Arithmetic(call.Invocation, Operation.Multiply, b, Read(call.Named("alpha")!));
        return Arithmetic(call.Invocation, operation, a, b);
    }

    /// <summary><c>a.addcmul(b, c, value)</c> is a + value b c.</summary>
    private FormulaValue Fused(TorchCall call, Operation operation)
    {
        if (Receiver(call) is not { } a) return FormulaValue.Unknown;
        var product = Arithmetic(call.Invocation, operation, Operand(call, 0), Operand(call, 1));
        if (call.IsGiven("value")) product = Arithmetic(call.Invocation, Operation.Multiply, Read(call.Named("value")!), product);
        return Arithmetic(call.Invocation, Operation.Add, a, product);
    }
}
