using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas;

/// <content>Conditions of tensors, and choices by them.</content>
internal sealed partial class BodyReader
{
    private static IEnumerable<KeyValuePair<string, Func<BodyReader, TorchCall, FormulaValue>>> ConditionCalls()
    {
        (string Name, BinaryOperatorKind Kind)[] comparisons =
        [
            ("lt", BinaryOperatorKind.LessThan), ("less", BinaryOperatorKind.LessThan), ("le", BinaryOperatorKind.LessThanOrEqual), ("less_equal", BinaryOperatorKind.LessThanOrEqual),
            ("gt", BinaryOperatorKind.GreaterThan), ("greater", BinaryOperatorKind.GreaterThan), ("ge", BinaryOperatorKind.GreaterThanOrEqual),
            ("greater_equal", BinaryOperatorKind.GreaterThanOrEqual), ("eq", BinaryOperatorKind.Equals), ("ne", BinaryOperatorKind.NotEquals), ("not_equal", BinaryOperatorKind.NotEquals),
        ];
        foreach (var (name, kind) in comparisons)
            yield return Entry(name, (r, c) => r.Receiver(c) is { } a ? r.Compare(c.Invocation, Comparison(kind)!, a, r.Operand(c, 0)) : FormulaValue.Unknown);

        (string Name, Func<Lowering, Node, Node> Test)[] tests =
        [
            ("isnan", static (m, a) => m.IsNaN(a)), ("isinf", static (m, a) => m.Of(Operation.Equal, m.Of(Operation.Abs, a), m.Number(double.PositiveInfinity))),
            ("isfinite", static (m, a) => m.Of(Operation.Less, m.Of(Operation.Abs, a), m.Number(double.PositiveInfinity))),
            ("isposinf", static (m, a) => m.Of(Operation.Equal, a, m.Number(double.PositiveInfinity))), ("isneginf", static (m, a) => m.Of(Operation.Equal, a, m.Number(double.NegativeInfinity))),
        ];
        foreach (var (name, test) in tests)
            yield return Entry(name, (r, c) => r.NumericReceiver(c) is { } a ? a with { Node = test(r.math, a.Node), IsMask = true, IsFloat32 = false } : FormulaValue.Unknown);

        foreach (var name in new[] { "logical_and", "bitwise_and" }) yield return Entry(name, static (r, c) => r.OfMasks(c, static (m, a, b) => m.Multiply(a, b)));
        foreach (var name in new[] { "logical_or", "bitwise_or" }) yield return Entry(name, static (r, c) => r.OfMasks(c, static (m, a, b) => m.Of(Operation.Maximum, a, b)));
        foreach (var name in new[] { "logical_xor", "bitwise_xor" }) yield return Entry(name, static (r, c) => r.OfMasks(c, static (m, a, b) => m.Xor(a, b)));
        foreach (var name in new[] { "logical_not", "bitwise_not" })
            yield return Entry(name, static (r, c) => r.Receiver(c) is not { } a ? FormulaValue.Unknown : a.IsMask ? a with { Node = r.math.Not(a.Node) } : r.NoMask(c.Invocation));
        yield return Entry("where", static (r, c) => r.Where(c));
        yield return Entry("masked_fill", static (r, c) => r.MaskedFill(c));
    }

    private FormulaValue OfMasks(TorchCall call, Func<Lowering, Node, Node, Node> make) => Receiver(call) is { } a ? Masks(call.Invocation, make, a, Operand(call, 0)) : FormulaValue.Unknown;

    private FormulaValue Masks(Terms.Term at, Func<Lowering, Node, Node, Node> make, FormulaValue left, FormulaValue right)
        => left is TensorValue { IsMask: true } && right is TensorValue { IsMask: true } ? Pointwise(at, n => make(math, n[0], n[1]), isMask: true, left, right)
            : left == FormulaValue.Unknown || right == FormulaValue.Unknown ? FormulaValue.Unknown
            : NoMask(at);

    private FormulaValue NoMask(Terms.Term at) => complaints.Add(ComplaintKind.NotFusable, at, "it works on bits; in a formula it stands between conditions only", "x != 0 for a condition");

    /// <summary><c>torch.where(condition, x, y)</c> and <c>x.where(condition, y)</c></summary>
    private FormulaValue Where(TorchCall call)
    {
        if (call.Arguments.Length != 2 || call.Receiver is null) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "the shape of its result depends on the values", "torch.where(condition, x, y)");
        var isStatic = call.Invocation.Instance is null;
        var condition = isStatic ? Read(call.Receiver) : Operand(call, 0);
        var then = isStatic ? Operand(call, 0) : Read(call.Receiver);
        var otherwise = Operand(call, 1);
        if (condition is TensorValue { IsMask: false }) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "its condition is not a tensor of bool", "torch.where(condition != 0, x, y)");
        return Pointwise(call.Invocation, n => math.Select(n[0], n[1], n[2]), then is TensorValue { IsMask: true } && otherwise is TensorValue { IsMask: true }, condition, then, otherwise);
    }

    /// <summary><c>x.masked_fill(mask, value)</c></summary>
    private FormulaValue MaskedFill(TorchCall call)
    {
        if (NumericReceiver(call) is not { } a) return FormulaValue.Unknown;
        var (mask, value) = (Operand(call, 0), Operand(call, 1));
        if (mask is TensorValue { IsMask: false }) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "its mask is not a tensor of bool", "x.masked_fill(mask != 0, value)");
        // Another shape than x's would be one that x is expanded to.
        var result = Pointwise(call.Invocation, n => math.Select(n[0], n[2], n[1]), isMask: false, mask, a, value);
        return result is TensorValue { Shape: var shape } && shape != a.Shape ? complaints.Add(ComplaintKind.Shape, call.Invocation, $"a mask of another shape than {a.Shape} has no place in it", "torch.where(mask, value, x)") : result;
    }
}
