using System.Globalization;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>Reductions over one axis.</content>
internal sealed partial class BodyReader
{
    private static readonly string[] DimensionNames = ["dim", "dims", "dimensions", "dimension"];

    private static IEnumerable<KeyValuePair<string, Func<BodyReader, TorchCall, FormulaValue>>> ReductionCalls()
    {
        yield return Entry("sum", static (r, c) => r.Sum(c));
        yield return Entry("mean", static (r, c) => r.Fold(c, static (f, a) => f.Mean(a)));
        yield return Entry("var", static (r, c) => r.Spread(c, static (m, v) => v));
        yield return Entry("std", static (r, c) => r.Spread(c, static (m, v) => m.NormOfSquares(v)));
        yield return Entry("var_mean", static (r, c) => r.Both(r.Spread(c, static (m, v) => v), r.Fold(c, static (f, a) => f.Mean(a))));
        yield return Entry("std_mean", static (r, c) => r.Both(r.Spread(c, static (m, v) => m.NormOfSquares(v)), r.Fold(c, static (f, a) => f.Mean(a))));
        yield return Entry("amax", static (r, c) => r.Fold(c, static (f, a) => f.Max(a)));
        yield return Entry("amin", static (r, c) => r.Fold(c, static (f, a) => f.Min(a)));
        yield return Entry("max", static (r, c) => r.Extreme(c, Operation.Maximum));
        yield return Entry("min", static (r, c) => r.Extreme(c, Operation.Minimum));
        yield return Entry("norm", static (r, c) => r.Norm(c));
        yield return Entry("vector_norm", static (r, c) => r.Norm(c));
        yield return Entry("normalize", static (r, c) => r.Normalize(c));
        yield return Entry("softmin", static (r, c) => r.Fold(c, (f, a) => f.Softmax(r.math.Of(Operation.Negate, a)), keepsShape: true));
        yield return Entry("softmax", static (r, c) => r.Fold(c, static (f, a) => f.Softmax(a), keepsShape: true));
        yield return Entry("log_softmax", static (r, c) => r.Fold(c, static (f, a) => f.LogSoftmax(a), keepsShape: true));
        yield return Entry("logsumexp", static (r, c) => r.Fold(c, static (f, a) => f.LogSumExp(a)));
    }

    /// <summary><c>x.sum(0)</c> and <c>torch.sum(x, 0)</c> are <c>sum(ScalarType?)</c>: the literal 0 becomes <c>ScalarType.Byte</c>.</summary>
    private FormulaValue Sum(TorchCall call)
    {
        if (call.Named("type") is not { } type || !call.IsGiven("type") || Type(type) != FormulaValue.OtherType) return Fold(call, static (f, a) => f.Sum(a));
        if (call.Named(DimensionNames) is not null || call.Named("dim0") is not null) return OtherType(call);
        while (type is ConversionTerm { Operand: var inner }) type = inner;
        return type.Syntax.ToString() == "0"
            ? complaints.Add(ComplaintKind.FullSum, call.Invocation, "0 is read as the element type Byte, not as a dimension: it sums the whole tensor into one byte", layout.HasOneRowDimension ? "sum([0L], keepdim: true)" : "sum([-1L], keepdim: true)")
            : OtherType(call);
    }

    private FormulaValue OtherType(TorchCall call) => complaints.Add(ComplaintKind.NotFusable, call.Invocation, "a kernel computes in the type of its tensors", call.Name + "([-1L], keepdim: true)");

    private FormulaValue Both(FormulaValue first, FormulaValue second) => first == FormulaValue.Unknown || second == FormulaValue.Unknown ? FormulaValue.Unknown : new TupleValue([first, second]);

    private FormulaValue Spread(TorchCall call, Func<Lowering, Node, Node> finish) => call.Flag("unbiased", absent: true) is { } unbiased
        ? Fold(call, (f, a) => finish(math, f.Variance(a, unbiased)))
        : complaints.Add(ComplaintKind.NotFusable, call.Invocation, "'unbiased' is not known when the kernel is compiled", "unbiased: false");

    private FormulaValue Extreme(TorchCall call, Operation operation)
    {
        if (call.Named("other") is { }) return Two(call, operation);
        if (call.Arguments.IsEmpty) return operation == Operation.Maximum ? Fold(call, static (f, a) => f.Max(a)) : Fold(call, static (f, a) => f.Min(a));
        return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "it returns indices as well, which kernels do not have, and its gradient goes to one of several equal numbers", $"a{call.Name}([-1L], keepdim: true)");
    }

    private FormulaValue Norm(TorchCall call)
    {
        return Order(call) switch
        {
            2 => Fold(call, static (f, a) => f.Norm(a)),
            1 => Fold(call, static (f, a) => f.Norm1(a)),
            double.PositiveInfinity => complaints.Add(ComplaintKind.NotFusable, call.Invocation, "kernels know the norms of order 1 and 2", "x.abs().amax([-1L], keepdim: true)"),
            < 0 => complaints.Add(ComplaintKind.NotFusable, call.Invocation, "a negative order is read here, not a dimension", "norm(-1, keepdim: true)"),
            _ => complaints.Add(ComplaintKind.NotFusable, call.Invocation, "kernels know the norms of order 1 and 2", "x.abs().pow(p).sum([-1L], keepdim: true).pow(1 / p)"),
        };
    }

    /// <summary>The order of a norm; 2 where none is given, NaN where it is not constant. The literal a conversion to <c>Scalar</c> or <c>float</c> starts from counts.</summary>
    private static double Order(TorchCall call)
    {
        var order = call.Named("p") ?? call.Named("ord");
        while (order is ConversionTerm { ConstantValue.HasValue: false, Operand: var inner }) order = inner;
        return order is null || order is DefaultTerm || order.ConstantValue is { HasValue: true, Value: null } ? 2.0
            : order.ConstantValue is { HasValue: true, Value: IConvertible and not string and var value } ? System.Convert.ToDouble(value, CultureInfo.InvariantCulture) : double.NaN;
    }

    /// <summary><c>functional.normalize(x, p, dim, eps)</c>: x by its norm, which is at least eps.</summary>
    private FormulaValue Normalize(TorchCall call)
    {
        const string Rewrite = "x / x.norm(-1, keepdim: true).clamp_min(eps)";
        if (Order(call) is not (1 or 2) and var order) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "kernels know the norms of order 1 and 2", double.IsPositiveInfinity(order) ? "x / x.abs().amax([-1L], keepdim: true).clamp_min(eps)" : Rewrite);
        if (NumericReceiver(call) is not { } a || Read(call.Named("eps")!) is not NumberValue { Node: var eps }) return FormulaValue.Unknown;
        var isFirst = Order(call) == 1;
        return Fold(call, (f, x) => math.Divide(x, math.AtLeast(isFirst ? f.Norm1(x) : f.Norm(x), eps)), keepsShape: true);
    }

    private FormulaValue Fold(TorchCall call, Func<Reduction, Node, Node> fold, bool keepsShape = false)
    {
        if (NumericReceiver(call) is not { } a) return FormulaValue.Unknown;
        if (call.Flag("keepdim", absent: false) is not { } keepdim) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "'keepdim' is not known when the kernel is compiled", "keepdim: true");
        var usual = call.Name == "normalize" ? "normalize(x, dim: -1)" : keepsShape ? $"{call.Name}(x, -1)" : call.Name is "var" or "std" ? call.Name + "(-1, unbiased: false, keepdim: true)" : call.Name + "([-1L], keepdim: true)";
        if (Dimensions(call) is not { } dimensions) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "its dimension is not known when the kernel is compiled", usual);
        if (dimensions.Length == 0 && !layout.HasOneRowDimension && !layout.HasGroups) evidence.Rows = true;
        if (dimensions.Length == 0 && a.Shape.Dimensions.Any(d => d.IsMany)) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "it folds the whole tensor; a kernel works on rows", usual);
        if (a.Shape == TensorShape.Scalar) return a with { Node = fold(new Reduction(math, Extent.Scalar), a.Node) };

        var places = dimensions.Length == 0 ? [.. Enumerable.Range(0, a.Shape.Count)] : new HashSet<int>();
        if (dimensions.Length > 1 && !layout.HasOneRowDimension && !layout.HasGroups) evidence.Rows = true;
        foreach (var dimension in dimensions)
        {
            if (PlaceOf(a.Shape, dimension) is { } place) places.Add(place);
            else
            {
                evidence.Channels |= !layout.HasGroups && dimension is > 1 or < -2;
                return complaints.Add(ComplaintKind.NotFusable, call.Invocation, layout.HasOneRowDimension
                    ? $"dimension {dimension} of {a.Shape} is not there"
                    : $"a formula over [.., features] folds the last dimension, or over [rows, features] the first; dimension {dimension} is another", usual);
            }
        }

        var axes = places.Aggregate(Extent.Scalar, (all, place) => all | a.Shape.Dimensions[place].Axes);
        if (a.Shape.Dimensions.Where((d, i) => !places.Contains(i) && (d.Axes & axes) != 0).Select(d => d.Name).FirstOrDefault() is { } left)
            return complaints.Add(ComplaintKind.NotFusable, call.Invocation, $"it leaves '{left}' unfolded; a kernel folds all positions of a channel or none", usual);
        if (axes == Extent.Scalar && call.Name is not ("sum" or "mean" or "amax" or "amin")) return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "the dimension has length one: nothing is left to fold");
        var node = axes == Extent.Scalar ? a.Node : fold(new Reduction(math, axes), a.Node);
        return keepsShape ? a with { Node = node } : a with { Node = node, Shape = a.Shape.With((d, i) => places.Contains(i) ? keepdim ? Dimension.One : null : d) };
    }

    /// <summary>The dimensions a call folds, none for all; null where they are not constant.</summary>
    private static int[]? Dimensions(TorchCall call)
    {
        var given = call.Arguments.Where(a => DimensionNames.Contains(a.Parameter!.Name) || a.Parameter.Name is "dim0" or "dim1" or "dim2").ToList();
        var all = new List<int>();
        foreach (var argument in given)
        {
            if (Integers(argument.Value) is not { } some) return null;
            all.AddRange(some);
        }

        return [.. all];
    }

    private static IEnumerable<int>? Integers(Term operation)
    {
        while (operation is ConversionTerm { ConstantValue.HasValue: false, Operand: var inner }) operation = inner;
        if (operation.ConstantValue is { HasValue: true } constant) return constant.Value is null ? [] : constant.Value is int or long ? [System.Convert.ToInt32(constant.Value, CultureInfo.InvariantCulture)] : null;
        IEnumerable<Term>? elements = operation switch
        {
            ListTerm collection => collection.Elements,
            TupleTerm tuple => tuple.Elements,
            _ => null,
        };
        var parts = elements?.Select(Integers).ToList();
        return parts is null || parts.Contains(null) ? null : parts.SelectMany(p => p!);
    }
}
