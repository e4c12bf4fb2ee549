using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>Operators, over tensors and over numbers.</content>
internal sealed partial class BodyReader
{
    private FormulaValue Unary(UnaryTerm unary) => (unary.OperatorKind, Read(unary.Operand)) switch
    {
        (UnaryOperatorKind.Plus, var value) => value,
        (UnaryOperatorKind.Minus, TensorValue { IsMask: false } tensor) => tensor with { Node = math.Of(Operation.Negate, tensor.Node) },
        (UnaryOperatorKind.Minus, NumberValue number) => number with { Node = math.Of(Operation.Negate, number.Node) },
        (UnaryOperatorKind.BitwiseNegation, TensorValue { IsMask: true } mask) => mask with { Node = math.Not(mask.Node) },
        (UnaryOperatorKind.Not, ConditionValue condition) => Condition(math.Not(condition.Node)),
        (UnaryOperatorKind.BitwiseNegation, TensorValue) => NoMask(unary),
        (_, TensorValue { IsMask: true }) => OnMask(unary),
        (_, TensorValue or NumberValue or ConditionValue) => NotPartOfAFormula(unary),
        _ => FormulaValue.Unknown,
    };

    private FormulaValue Binary(Term at, BinaryOperatorKind kind, FormulaValue left, FormulaValue right) => (left, right) switch
    {
        (SizeValue, _) or (_, SizeValue) when OfSizes(at, kind, left, right) is { } size => size,
        (SizeValue a, _) => AsNumber(at, a) is { } number ? Binary(at, kind, number, right) : FormulaValue.Unknown,
        (_, SizeValue b) => AsNumber(at, b) is { } number ? Binary(at, kind, left, number) : FormulaValue.Unknown,
        (NumberValue a, NumberValue b) => Numbers(at, kind, a, b),
        (ConditionValue a, ConditionValue b) => kind switch
        {
            BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And => Condition(math.Multiply(a.Node, b.Node)),
            BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or => Condition(math.Of(Operation.Maximum, a.Node, b.Node)),
            _ => NotPartOfAFormula(at),
        },
        (TensorValue or NumberValue, TensorValue or NumberValue) => kind switch
        {
            BinaryOperatorKind.Add => Arithmetic(at, Operation.Add, left, right),
            BinaryOperatorKind.Subtract => Arithmetic(at, Operation.Subtract, left, right),
            BinaryOperatorKind.Multiply => Arithmetic(at, Operation.Multiply, left, right),
            BinaryOperatorKind.Divide => Arithmetic(at, Operation.Divide, left, right),
            BinaryOperatorKind.And => Masks(at, static (m, a, b) => m.Multiply(a, b), left, right),
            BinaryOperatorKind.Or => Masks(at, static (m, a, b) => m.Of(Operation.Maximum, a, b), left, right),
            BinaryOperatorKind.ExclusiveOr => Masks(at, static (m, a, b) => m.Xor(a, b), left, right),
            BinaryOperatorKind.Remainder => complaints.Add(ComplaintKind.NotFusable, at, "the remainder of a division has no form in a kernel", "a - (a / b).floor() * b"),
            _ => Comparison(kind) is { } comparison ? Compare(at, comparison, left, right)
                : complaints.Add(ComplaintKind.NotFusable, at, "this operator has no form in a kernel"),
        },
        _ when left == FormulaValue.Unknown || right == FormulaValue.Unknown => FormulaValue.Unknown,
        _ => NotPartOfAFormula(at),
    };

    /// <summary>The product of two sizes, and a number of channels divided by the number of groups; null for what is arithmetic.</summary>
    private FormulaValue? OfSizes(Term at, BinaryOperatorKind kind, FormulaValue left, FormulaValue right) => (kind, left, right) switch
    {
        (BinaryOperatorKind.Multiply, SizeValue a, SizeValue b) => new SizeValue([.. a.Dimensions, .. b.Dimensions], a.Cut ?? b.Cut),
        (BinaryOperatorKind.Divide, SizeValue { Dimensions: [{ IsOne: false } cut] }, NumberValue groups) when CanBeGroups(groups) => CutByGroups(at, cut, groups),
        _ => null,
    };

    /// <summary>A size in arithmetic with numbers.</summary>
    private NumberValue? AsNumber(Term at, SizeValue size)
    {
        if (size.Cut is { } cut)
        {
            complaints.Add(ComplaintKind.NotFusable, cut, "a division of integers drops the remainder", "(double)a / b");
            return null;
        }

        if (CountOf(size) is { } count) return new(count, IsInteger: true);
        complaints.Add(ComplaintKind.NotFusable, at, "a kernel knows how many positions there are, not how high and wide they lie", "the product of all their sizes");
        return null;
    }

    private FormulaValue Numbers(Term at, BinaryOperatorKind kind, NumberValue a, NumberValue b)
    {
        var integers = a.IsInteger && b.IsInteger;
        switch (kind)
        {
            case BinaryOperatorKind.Add: return new NumberValue(math.Add(a.Node, b.Node), integers);
            case BinaryOperatorKind.Subtract: return new NumberValue(math.Subtract(a.Node, b.Node), integers);
            case BinaryOperatorKind.Multiply: return new NumberValue(math.Multiply(a.Node, b.Node), integers);
            case BinaryOperatorKind.Divide when integers: return complaints.Add(ComplaintKind.NotFusable, at, "a division of integers drops the remainder", "(double)a / b");
            case BinaryOperatorKind.Divide: return new NumberValue(math.Divide(a.Node, b.Node), false);
            case BinaryOperatorKind.Remainder: return complaints.Add(ComplaintKind.NotFusable, at, "the remainder of a division has no form in a kernel", integers ? "a double parameter of the formula" : "a - Math.Floor(a / b) * b");
            default:
                return Comparison(kind) is { } comparison ? Condition(comparison(math, a.Node, b.Node)) : complaints.Add(ComplaintKind.NotFusable, at, "this operator has no form in a kernel");
        }
    }

    private static Func<Lowering, Node, Node, Node>? Comparison(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => static (m, a, b) => m.Of(Operation.Less, a, b),
        BinaryOperatorKind.LessThanOrEqual => static (m, a, b) => m.Of(Operation.LessOrEqual, a, b),
        BinaryOperatorKind.GreaterThan => static (m, a, b) => m.Of(Operation.Less, b, a),
        BinaryOperatorKind.GreaterThanOrEqual => static (m, a, b) => m.Of(Operation.LessOrEqual, b, a),
        BinaryOperatorKind.Equals => static (m, a, b) => m.Of(Operation.Equal, a, b),
        BinaryOperatorKind.NotEquals => static (m, a, b) => m.Not(m.Of(Operation.Equal, a, b)),
        _ => null,
    };

    /// <summary>Constant conditions stay constant, so that <c>if</c> over <c>const</c> fields chooses a branch.</summary>
    private ConditionValue Condition(Node node)
    {
        if (node.Operands.All(o => o.Operation == Operation.Constant) && node.Operands.Length > 0)
        {
            double Value(int i) => node.Operands[i].Value;
            return new(math.Number(node.Operation switch
            {
                Operation.Less => Value(0) < Value(1) ? 1 : 0,
                Operation.LessOrEqual => Value(0) <= Value(1) ? 1 : 0,
                Operation.Equal => Value(0) == Value(1) ? 1 : 0,
                Operation.Subtract => Value(0) - Value(1),
                Operation.Multiply => Value(0) * Value(1),
                _ => Math.Max(Value(0), Value(1)),
            }));
        }

        return new(node);
    }

    /// <summary>An operation over tensors and numbers that broadcasts.</summary>
    private FormulaValue Pointwise(Term at, Func<Node[], Node> make, bool isMask, params FormulaValue[] operands)
    {
        TensorShape? shape = TensorShape.Scalar;
        var isFloat32 = false;
        foreach (var operand in operands)
        {
            if (operand is not (TensorValue or NumberValue)) return operand == FormulaValue.Unknown ? operand : NotPartOfAFormula(at);
            if (operand is not TensorValue tensor) continue;
            if (shape.Value.Broadcast(tensor.Shape) is not { } joined) return Misaligned(at, shape.Value, tensor.Shape);
            shape = joined;
            isFloat32 |= tensor.IsFloat32;
        }

        return new TensorValue(make(operands.Select(NodeOf).ToArray()), shape.Value, isMask) { IsFloat32 = isFloat32 && !isMask };
    }

    private FormulaValue Misaligned(Term at, TensorShape left, TensorShape right)
    {
        // Beside any number of positions, dimensions of length one behind samples or channels say how many there are.
        if (layout.HasChannels && layout.Rank == 0)
            foreach (var shape in new[] { left, right })
                if (shape.Dimensions.LastOrDefault(d => !d.IsOne) is { Name: not null } last) evidence.HasRank((last.Axes == Extent.Row ? 1 : 2) + shape.Dimensions.Reverse().TakeWhile(d => d.IsOne).Count());
        var rows = left.EndsInRows ? left : right;
        var other = left.EndsInRows ? right : left;
        return complaints.Add(ComplaintKind.Shape, at, left.EndsInRows || right.EndsInRows ? $"shapes {rows} and {other} would line rows up with features" : $"shapes {rows} and {other} line up dimensions that are not the same", "keepdim: true in the reduction");
    }

    private static Node NodeOf(FormulaValue value) => value is TensorValue tensor ? tensor.Node : ((NumberValue)value).Node;

    private FormulaValue Arithmetic(Term at, Operation operation, FormulaValue left, FormulaValue right)
    {
        var masks = (left is TensorValue { IsMask: true } ? 1 : 0) + (right is TensorValue { IsMask: true } ? 1 : 0);

        // bool · bool is bool; bool with a tensor is a number; bool with a C# number would take torch's default type, not the formula's.
        if (masks == 2 ? operation != Operation.Multiply : masks == 1 && (left is NumberValue || right is NumberValue)) return OnMask(at);
        return Pointwise(at, n => operation == Operation.Power ? math.Power(n[0], n[1]) : math.Of(operation, n[0], n[1]), masks == 2, left, right);
    }

    private FormulaValue OnMask(Term at)
        => complaints.Add(ComplaintKind.NotFusable, at, "on a tensor of bool TorchSharp computes in another type than the formula's", "mask.to(x.dtype)");

    private FormulaValue Compare(Term at, Func<Lowering, Node, Node, Node> comparison, FormulaValue left, FormulaValue right)
        => Pointwise(at, n => comparison(math, n[0], n[1]), isMask: true, left, right);
}
