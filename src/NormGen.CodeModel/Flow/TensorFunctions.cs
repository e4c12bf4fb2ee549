using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Flow;

/// <summary>TorchSharp's tensor functions: what each does to scale and axes. A function that is not listed is a function of its inputs, no more.</summary>
internal static class TensorFunctions
{
    /// <summary>The result of a call.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="method">The function.</param>
    /// <param name="instance">The tensor it is called on, or null.</param>
    /// <param name="arguments">Its arguments by ordinal.</param>
    /// <param name="written">Its arguments as written.</param>
    public static FlowValue Evaluate(FlowReader reader, IMethodSymbol method, FlowValue? instance, FlowValue[] arguments, ImmutableArray<IArgumentOperation> written)
    {
        var call = new FunctionCall(method, instance, arguments, written);
        if (arguments.Any(argument => argument.HoldsModule)) return reader.Unknown(instance is null ? arguments : arguments.Append(instance));
        if (instance is PlainValue { Dimension: FlowExpressions.AllDimensions }) return FlowValue.Plain;
        if (call.Tensors.Count == 0) return Made(method, call);
        if (method.Name == "size") reader.Sizes.Add(new(call.X, call.WholeNumbers is [var read, ..] ? (int)read : null, call.Syntax));
        if (!KnownModules.IsTensor(method.ReturnType)) return OfOtherType(method, call);
        var node = Node(call);
        node.Function ??= call.Name;
        return new TensorValue(node);
    }

    private static FlowValue Made(IMethodSymbol method, FunctionCall call)
        => KnownModules.IsTensor(method.ReturnType) ? new TensorValue(new FlowNode(FlowKind.Constant) { Rank = call.WholeNumbers.Count == call.Arguments.Length ? call.Arguments.Length : null })
            : method.ReturnType is { SpecialType: SpecialType.None, TypeKind: TypeKind.Array } or { IsTupleType: true } && method.ReturnType is IArrayTypeSymbol { ElementType: var element } && KnownModules.IsTensor(element) ? new AlikeValue(new FlowNode(FlowKind.Constant))
            : FlowValue.Plain;

    private static FlowValue OfOtherType(IMethodSymbol method, FunctionCall call)
    {
        if (method.Name == "size" && call.WholeNumbers is [var axis, ..]) return new PlainValue(Fact.Unknown, (int)axis);
        if (method.Name == "size") return new PlainValue(Fact.Unknown, FlowExpressions.AllDimensions);
        if (method.ReturnType is IArrayTypeSymbol { ElementType: var element } && KnownModules.IsTensor(element))
        {
            return new AlikeValue(method.Name is "chunk" or "split" or "tensor_split" or "unbind" or "split_with_sizes" ? new FlowNode(FlowKind.Rearrange, call.X) { Function = method.Name, Touched = OneAxis(call, method.Name) } : FlowNodes.Other(call.Tensors).Node);
        }

        if (method.ReturnType.IsTupleType && method.ReturnType is INamedTypeSymbol { TupleElements: var parts })
        {
            return new ManyValue([.. parts.Select((part, index) => KnownModules.IsTensor(part.Type) ? index == 0 && method.Name is "max" or "min" ? (FlowValue)new TensorValue(Reduce(call, 1)) : FlowNodes.Other(call.Tensors) : FlowValue.Plain)]);
        }

        return FlowValue.Plain;
    }

    private static FlowNode Node(FunctionCall call)
    {
        var x = call.X;
        switch (call.Name)
        {
            case "to" or "to_type" or "type" when call.Type is { Constant: not null } type:
                return FlowNodes.Same(x, type).Node;
            case "half" or "bfloat16" or "float" or "double":
                return FlowNodes.Same(x, Fact.Of(call.Name switch { "half" => "Float16", "bfloat16" => "BFloat16", "float" => "Float32", _ => "Float64" })).Node;
            case var move when ScopeMoves.Has(move) && call.Tensors.Count == 1:
            case "alias" or "clone" or "contiguous" or "to" or "cuda" or "cpu" or "type" or "to_type" or "type_as" or "float" or "half" or "bfloat16" or "double" or "requires_grad" or "with_requires_grad":
                return FlowNodes.Same(x).Node;
            case "relu" or "leaky_relu" or "rrelu" or "abs" or "neg" or "negative" or "positive" or "dropout" or "dropout1d" or "dropout2d" or "dropout3d" or "tril" or "triu":
                return FlowNodes.Map(x, 1).Node;
            case "prelu":
                return new(FlowKind.Homogeneous, [.. call.Tensors]) { Rank = x.Rank };
            case "square":
                return FlowNodes.Map(x, 2).Node;
            case "sqrt":
                return FlowNodes.Map(x, 0.5).Node;
            case "rsqrt":
                return FlowNodes.Map(x, -0.5).Node;
            case "reciprocal":
                return FlowNodes.Map(x, -1).Node;
            case "pow" when call.Tensors.Count == 1 && call.Number("exponent") is { } exponent:
                return FlowNodes.Map(x, exponent).Node;
            case "sign" or "sgn":
                return FlowNodes.Map(x, 0).Node;
            case "clamp_min" when call.Number("min") == 0:
                return FlowNodes.Map(x, 1).Node;
            case "clamp" when call.Number("min") == 0 && call.Argument("max") is null or PlainValue { Fact.Constant: null, Fact.Text: null } && !call.Wrote("max"):
                return FlowNodes.Map(x, 1).Node;
            case "add" when call.Tensors.Count <= 2:
                return FlowNodes.Add(x, call.Second);
            case "sub" or "subtract" when call.Tensors.Count <= 2:
                return FlowNodes.Add(x, call.Second);
            case "mul" or "multiply" when call.Tensors.Count <= 2:
                return FlowNodes.Elementwise(FlowKind.Multiply, x, call.Second);
            case "div" or "divide" or "true_divide" when call.Tensors.Count <= 2:
                return FlowNodes.Elementwise(FlowKind.Divide, x, call.Second);
            case "view" or "reshape" or "unflatten" or "flatten" or "view_as" or "reshape_as":
                return View(call);
            case "transpose" or "swapaxes" or "swapdims" when call.WholeNumbers.Count == 2:
                return new(FlowKind.Transpose, x) { Axes = call.FromEnd(call.WholeNumbers), AxesKnown = call.AxesFit(call.WholeNumbers), Rank = x.Rank };
            case "t" or "adjoint":
                return new(FlowKind.Transpose, x) { Axes = [-1, -2], Rank = x.Rank };
            case "permute" when call.WholeNumbers.Count > 0 && (x.Rank is null || x.Rank == call.WholeNumbers.Count):
                var order = call.WholeNumbers;
                return new(FlowKind.Rearrange, x) { Axes = [.. order.Select(axis => (int)(axis < 0 ? axis : axis - order.Count))], Rank = order.Count };
            case "squeeze" or "unsqueeze" or "expand" or "expand_as" or "repeat" or "broadcast_to" or "permute" or "movedim" or "moveaxis" or "narrow" or "slice" or "select" or "gather" or "roll" or "flip" or "repeat_interleave" or "unfold" or "fold" or "pixel_shuffle" or "diagonal" or "take_along_dim":
                return new(FlowKind.Rearrange, [.. call.Tensors]) { Rank = call.Name switch { "permute" => x.Rank, "expand" or "repeat" or "broadcast_to" => call.CountOfSizes, _ => null }, Touched = OneAxis(call, call.Name) };
            case "index_select" or "index" or "embedding" or "embedding_bag" or "take":
                var table = call.Tensors.Find(tensor => tensor.Kind == FlowKind.Weight);
                return table is not null ? new(FlowKind.Lookup, [table, .. call.Tensors.Where(tensor => tensor != table)]) : new(FlowKind.Rearrange, [.. call.Tensors]);
            case "matmul" or "mm" or "bmm" or "mv" or "dot" or "inner" or "outer" or "einsum" or "bilinear" or "kron" or "multi_dot":
                return new(FlowKind.MatrixProduct, [.. call.Tensors]) { Rank = call.Name is "mm" ? 2 : call.Name is "bmm" ? 3 : call.Tensors.Max(tensor => tensor.Rank), AxesKnown = call.Name is "matmul" or "mm" or "bmm" };
            case "linear":
                return new(FlowKind.Linear, [.. call.Tensors]) { Rank = x.Rank };
            case "conv1d" or "conv2d" or "conv3d" or "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d":
                var spatial = call.Name[call.Name.Length - 2] - '0';
                return new(FlowKind.Convolution, [.. call.Tensors]) { Spatial = spatial, Leading = call.Name.Contains("transpose") ? 1 : 0, Rank = spatial + 2 };
            case "scaled_dot_product_attention":
                return new(FlowKind.Attention, [.. call.Tensors]) { Rank = x.Rank };
            case "cat" or "concat" or "concatenate" or "hstack" or "vstack" or "dstack" or "stack":
                var along = call.Name is "cat" or "concat" or "concatenate" && call.WholeNumbers is [var dim] ? (int?)dim : null;
                return new(FlowKind.Concat, [.. call.Tensors]) { Axes = along is { } axis ? call.FromEnd([axis]) : [], AxesKnown = along is { } at && call.AxesFit([at]), Rank = call.Name == "stack" ? null : x.Rank };
            case "sum" or "mean" or "amax" or "amin" or "norm" or "vector_norm" or "std" or "max" or "min" or "median" or "nanmean" or "nansum" when call.Tensors.Count == 1:
                return Reduce(call, 1);
            case "var" when call.Tensors.Count == 1:
                return Reduce(call, 2);
            case "normalize":
                var length = call.Argument("dim") is PlainValue { Fact.Whole: { } d } ? d : 1;
                return new(FlowKind.Norm, x) { Norm = FlowNorm.Length, Axes = call.FromEnd([length]), AxesKnown = call.AxesFit([length]), Rank = x.Rank };
            case "layer_norm":
                return new(FlowKind.Norm, [.. call.Tensors]) { Norm = FlowNorm.Layer, NormAxes = call.Argument("normalized_shape") is ManyValue many ? many.Items.Length : 1, Size = call.Argument("normalized_shape") is ManyValue { Items: [PlainValue features] } ? features.Fact : default, Rank = x.Rank };
            case "group_norm":
                return new(FlowKind.Norm, [.. call.Tensors]) { Norm = FlowNorm.Group, Groups = call.Argument("num_groups") is PlainValue { Fact: var groups } ? groups : default, Rank = x.Rank };
            case "batch_norm" when call.Argument("training") is PlainValue { Fact: var training } && (training.Truth == true || IsModeOfModule(training)):
                return new(FlowKind.Norm, [.. call.Tensors]) { Norm = FlowNorm.Batch, Rank = x.Rank, Syntax = call.Syntax };
            case "instance_norm" when call.Argument("use_input_stats") is PlainValue { Fact.Truth: true }:
                return new(FlowKind.Norm, [.. call.Tensors]) { Norm = FlowNorm.Instance, Rank = x.Rank };
            case "avg_pool1d" or "avg_pool2d" or "avg_pool3d" or "max_pool1d" or "max_pool2d" or "max_pool3d" or "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d" or "adaptive_max_pool1d" or "adaptive_max_pool2d" or "adaptive_max_pool3d" or "interpolate" or "upsample" or "upsample_nearest" or "upsample_bilinear":
                var pooled = call.Name.EndsWith("d", StringComparison.Ordinal) && char.IsDigit(call.Name[call.Name.Length - 2]) ? call.Name[call.Name.Length - 2] - '0' : 0;
                return new(FlowKind.Pooling, x) { Spatial = pooled, Rank = x.Rank };
            case "softmax":
                return new(FlowKind.Other, [.. call.Tensors]) { IsFunction = true, IsSoftmax = true, Rank = x.Rank };
            default:
                // Values of "Other" keep the rank where the function is elementwise; a wrong rank would only cost precision, so it is left open.
                return FlowNodes.Other(call.Tensors).Node;
        }
    }

    /// <summary>The axis that a function works along and the only one whose elements it moves; null where it is not known, or there are several.</summary>
    private static int? OneAxis(FunctionCall call, string name) => name switch
    {
        "narrow" or "select" or "slice" or "unsqueeze" or "squeeze" or "roll" or "flip" => call.WholeNumbers is [var axis, ..] ? (int)axis : null,
        "chunk" or "tensor_split" or "split" or "split_with_sizes" => call.Argument("dim") is PlainValue { Fact.Whole: { } along } ? (int)along : null,
        "unbind" => call.Argument("dimension") is PlainValue { Fact.Whole: { } from } ? (int)from : null,
        _ => null,
    };

    /// <summary>Whether a flag is the <c>training</c> of a module: a norm switched by it is followed as it is in training.</summary>
    private static bool IsModeOfModule(Fact flag) => flag is { Constant: null, Text: { } text } && text.EndsWith(".training", StringComparison.Ordinal);

    /// <summary>The leading sizes that are those of the input are counted, in order: <c>x.view(x.size(0), x.size(1), heads, -1)</c> splits the last axis.</summary>
    private static FlowNode View(FunctionCall call)
    {
        var sizes = call.Sizes;
        if (call.Name == "flatten" && call.WholeNumbers is [var start] && start > 0 && call.X.Rank is null or > 0) return new(FlowKind.Rearrange, call.X) { Leading = (int)start, Rank = (int)start + 1 };
        if (sizes is null) return FlowNodes.Rearranged(call.X).Node;
        var leading = 0;
        while (leading < sizes.Count && sizes[leading] is PlainValue { Dimension: { } dimension } && dimension == leading) leading++;
        return new(FlowKind.View, call.X) { Leading = leading, Rank = sizes.Count, Groups = sizes.Count > 0 && sizes[sizes.Count - 1] is PlainValue { Fact: var last } ? last : default };
    }

    private static FlowNode Reduce(FunctionCall call, double degree)
    {
        var axes = call.WholeNumbersExcept("p", "correction");
        return new(FlowKind.Reduce, call.X) { IsOfAll = !call.TakesAxes, KeepsAxes = call.KeepsDimensions, Degree = degree, Axes = call.FromEnd(axes), AxesKnown = axes.Count > 0 && call.AxesFit(axes), Rank = call.KeepsDimensions ? call.X.Rank : null };
    }
}
