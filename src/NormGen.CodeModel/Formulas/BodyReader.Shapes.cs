using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas;

/// <content>Operations that compute nothing: copies, types, sizes, dimensions of length one.</content>
internal sealed partial class BodyReader
{
    private static IEnumerable<KeyValuePair<string, Func<BodyReader, TorchCall, FormulaValue>>> ShapeCalls()
    {
        foreach (var name in new[] { "alias", "clone", "contiguous", "MoveToOuterDisposeScope", "DetachFromDisposeScope" })
            yield return Entry(name, static (r, c) => (FormulaValue?)r.Receiver(c) ?? FormulaValue.Unknown);
        yield return Entry("NewDisposeScope", static (_, _) => FormulaValue.DisposeScope);
        foreach (var name in new[] { "to", "to_type", "type_as" }) yield return Entry(name, static (r, c) => r.ToType(c));
        yield return Entry("float", static (r, c) => r.Receiver(c) is { } a ? a with { IsMask = false, IsFloat32 = true } : FormulaValue.Unknown);
        yield return Entry("ToScalar", static (r, c) => r.NumberCall(c) ?? r.Refused(c));
        yield return Entry("ToTensor", static (r, c) => r.NumberCall(c) is { Node: var number } ? new TensorValue(number, TensorShape.Scalar) : r.Refused(c));
        yield return Entry("size", static (r, c) => r.SizeCall(c));
        yield return Entry("numel", static (r, c) => r.Receiver(c) is not { } a ? FormulaValue.Unknown
            : a.Shape.Dimensions.Any(d => d.IsMany) ? r.complaints.Add(ComplaintKind.NotFusable, c.Invocation, "a formula over [.., features] knows the last dimension only", "x.shape[^1]")
            : new SizeValue(a.Shape.Dimensions));
        yield return Entry("expand_as", static (r, c) => r.Receiver(c) is { } a && r.AsTensor(r.Operand(c, 0), c.Invocation) is { } b ? r.Expand(c, a, b.Shape) : FormulaValue.Unknown);
        foreach (var name in new[] { "expand", "broadcast_to" })
        {
            yield return Entry(name, static (r, c) => r.Receiver(c) is not { } a ? FormulaValue.Unknown
                : r.SizesOf(c) is { } sizes ? r.Expand(c, a, sizes) : r.complaints.Add(ComplaintKind.NotFusable, c.Invocation, "its sizes are not those of a tensor", "expand_as(x)"));
        }

        foreach (var name in new[] { "view", "reshape" }) yield return Entry(name, static (r, c) => r.Reshape(c));
        foreach (var name in new[] { "view_as", "reshape_as" })
            yield return Entry(name, static (r, c) => r.Receiver(c) is { } a && r.AsTensor(r.Operand(c, 0), c.Invocation) is { } b ? r.Reshaped(c, a, b.Shape) : FormulaValue.Unknown);
        yield return Entry("flatten", static (r, c) => r.Flatten(c));
        yield return Entry("unflatten", static (r, c) => r.Unflatten(c));
        yield return Entry("unsqueeze", static (r, c) => r.Unsqueeze(c));
        yield return Entry("squeeze", static (r, c) => r.Squeeze(c));
        yield return Entry("zeros_like", static (r, c) => r.Filled(c, r.math.Number(0)));
        yield return Entry("ones_like", static (r, c) => r.Filled(c, r.math.Number(1)));
        yield return Entry("full_like", static (r, c) => r.Operand(c, 0) is NumberValue value ? r.Filled(c, value.Node) : FormulaValue.Unknown);
        yield return Entry("tensor", static (r, c) => c.Receiver is { } value && r.Read(value) is NumberValue number && (!c.IsGiven("dtype") || r.Type(c.Named("dtype")!) == FormulaValue.OwnType)
            ? new TensorValue(number.Node, TensorShape.Scalar)
            : r.complaints.Add(ComplaintKind.NotFusable, c.Invocation, "a kernel makes no tensors of its own", "a double, or a tensor parameter of the formula"));
    }

    private FormulaValue Filled(TorchCall call, Node value) => Receiver(call) is { } a ? a with { Node = value, IsMask = false } : FormulaValue.Unknown;

    /// <summary>A number that TorchSharp wraps.</summary>
    private NumberValue? NumberCall(TorchCall call) => call.Receiver is { } value && !types.IsTensor(value.Type) ? Read(value) as NumberValue : null;

    /// <summary>
    /// <c>mask.to(x.dtype)</c>, <c>mask.type_as(x)</c>: a number 1 or 0. <c>x.to(float32)</c> changes nothing, because kernels compute with halves in float32; that eager code holds more digits until <c>to(x.dtype)</c> is noted, for
    /// a result in float32 would be another type than the kernel's. Any other type is refused.
    /// </summary>
    private FormulaValue ToType(TorchCall call)
    {
        if (Receiver(call) is not { } a) return FormulaValue.Unknown;
        var type = call.Arguments.Length == 0 ? FormulaValue.OtherType
            : !types.IsTensor(call.Arguments[0].Value.Type) ? Type(call.Arguments[0].Value)
            : Read(call.Arguments[0].Value) is TensorValue { IsMask: false } like ? like.IsFloat32 ? FormulaValue.Float32 : FormulaValue.OwnType : FormulaValue.OtherType;
        return type != FormulaValue.OtherType ? a with { IsMask = false, IsFloat32 = type == FormulaValue.Float32 }
            : complaints.Add(ComplaintKind.NotFusable, call.Invocation, "a kernel computes in the type and on the device of its tensors", "to(x.dtype)");
    }

    private FormulaValue SizeCall(TorchCall call)
    {
        if (Receiver(call) is not { } a) return FormulaValue.Unknown;
        if (call.Arguments.IsEmpty) return new SizesValue(a.Shape);
        return call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: int dimension }
            ? Size(call.Invocation, a.Shape, dimension)
            : complaints.Add(ComplaintKind.NotFusable, call.Invocation, "its dimension is not known when the kernel is compiled", "size(-1)");
    }

    private FormulaValue Expand(TorchCall call, TensorValue a, TensorShape to) => a.Shape.Broadcast(to) == to
        ? a with { Shape = to }
        : complaints.Add(ComplaintKind.Shape, call.Invocation, $"shape {a.Shape} does not expand to {to}");

    private FormulaValue Unsqueeze(TorchCall call)
    {
        if (Receiver(call) is not { } a || Dimensions(call) is not { Length: 1 } dimensions) return FormulaValue.Unknown;
        if (dimensions[0] == 1 && !layout.HasOneRowDimension) evidence.Rows = true;
        var place = dimensions[0] < 0 ? a.Shape.Count + dimensions[0] + 1 : dimensions[0];
        var passed = dimensions[0] < 0 ? a.Shape.Dimensions.Skip(place) : a.Shape.Dimensions.Take(place);
        return place >= 0 && place <= a.Shape.Count && !passed.Any(d => d.IsMany)
            ? a with { Shape = new(a.Shape.Dimensions.Insert(place, Dimension.One)) }
            : complaints.Add(ComplaintKind.Shape, call.Invocation, $"shape {a.Shape} would get a dimension at a place that depends on the rank", "unsqueeze(-1) on a statistic of a row");
    }

    private FormulaValue Squeeze(TorchCall call)
    {
        if (Receiver(call) is not { } a) return FormulaValue.Unknown;
        if (Dimensions(call) is { Length: 1 } dimensions && a.Shape.PlaceOf(dimensions[0]) is { } place && a.Shape.Dimensions[place].IsOne) return a with { Shape = new(a.Shape.Dimensions.RemoveAt(place)) };
        return complaints.Add(ComplaintKind.Shape, call.Invocation, $"which dimensions of {a.Shape} go depends on the sizes", "squeeze(-1) on a statistic of a row");
    }
}
