using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Transformers;

/// <summary>Finds calls of TorchSharp's transformer encoder, which takes (sequence, batch, features), where the code around shows that dimension 1 is the sequence.</summary>
public static class BatchFirstEncoder
{
    private static readonly HashSet<string> Moves =
        ["transpose", "transpose_", "permute", "swapaxes", "swapdims", "movedim", "moveaxis", "adjoint", "t", "T", "mT", "view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "stack", "einsum", "split", "chunk", "cat", "concat"];

    /// <summary>Reads a call; the sentence needs the encoder and what shows the order of the axes.</summary>
    public static Observation? Read(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance: { Type: { Name: "TransformerEncoder" or "TransformerEncoderLayer" } encoder } called, Arguments.Length: > 0 } || !TorchTypes.IsOfTorchSharp(encoder)) return null;
        var root = SingleValues.Root(operation);
        if (root.Descendants().Any(IsMove)) return null;
        return (Pooled(operation, root) ?? Positions(root)) is { } evidence ? new(CreationName.Place(operation.Syntax), called.Syntax.ToString(), evidence) : null;
    }

    /// <summary>Whether an operation may give the axes another order or other axes: what dimension 1 is then, is not followed.</summary>
    private static bool IsMove(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: var method } => Moves.Contains(method.Name) && TorchTypes.IsOfTorchSharp(method),
        IPropertyReferenceOperation { Property: var property } => Moves.Contains(property.Name) && TorchTypes.IsOfTorchSharp(property),
        _ => false,
    };

    /// <summary>A mean or a choice over dimension 1 of what the encoder returns, perhaps behind a norm or a dropout: nobody pools over a batch.</summary>
    private static string? Pooled(IOperation call, IOperation root)
    {
        if (Pooling(call) is { } direct) return direct;
        var result = SingleValues.Target(call);
        if (result is not (ILocalSymbol or IParameterSymbol)) return null;
        foreach (var use in root.Descendants().Where(use => use is ILocalReferenceOperation or IParameterReferenceOperation && SingleValues.Is(use, result) && use.Syntax.SpanStart > call.Syntax.Span.End))
        {
            if (use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use) continue;
            if (Pooling(use) is { } later) return later;
            if (!IsPassedThrough(use, result)) return null;
        }

        return null;
    }

    private static bool IsPassedThrough(IOperation use, ISymbol result)
        => Outer(use) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance.Type: { } type } module } && KnownModules.KindOf(type) is ModuleKind.LayerNorm or ModuleKind.Linear or ModuleKind.Homogeneous or ModuleKind.Nonlinear && SymbolEqualityComparer.Default.Equals(SingleValues.Target(module), result);

    private static IOperation? Outer(IOperation value)
    {
        var place = value.Parent;
        while (place is IConversionOperation or IParenthesizedOperation) place = place.Parent;
        return place;
    }

    private static string? Pooling(IOperation value) => Outer(value) switch
    {
        IInvocationOperation { TargetMethod.Name: "mean" or "sum" or "amax" or "select" or "argmax", Arguments: [var first, ..] } call when call.Instance is not null && SingleValues.Bare(call.Instance) == value && IsOne(first.Value) => $"{call.TargetMethod.Name} over dimension 1",
        IPropertyReferenceOperation { Property.IsIndexer: true } index when Indices(index) is [var batch, var position, ..] && IsEverything(batch) && IsWhole(position) => "the choice of one position in dimension 1",
        _ => null,
    };

    private static List<IOperation> Indices(IPropertyReferenceOperation index)
        => [.. index.Arguments.SelectMany(argument => argument.Value is IArrayCreationOperation { Initializer.ElementValues: var many } ? many : [argument.Value]).Select(SingleValues.Bare)];

    private static bool IsEverything(IOperation index) => index is IRangeOperation { LeftOperand: null, RightOperand: null } or IMemberReferenceOperation { Member.Name: "Colon" };

    private static bool IsWhole(IOperation index) => index.ConstantValue is { HasValue: true, Value: int or long };

    private static bool IsOne(IOperation dimension) => SingleValues.Behind(dimension) switch
    {
        IArrayCreationOperation { Initializer.ElementValues: [var only] } => IsOne(only),
        ICollectionExpressionOperation { Elements: [var only] } => IsOne(only),
        { ConstantValue: { HasValue: true, Value: 1 or 1L } } => true,
        _ => false,
    };

    /// <summary>Embedded positions, as many as dimension 1 is long, that are added to the tokens.</summary>
    private static string? Positions(IOperation root) => root.Descendants().OfType<IBinaryOperation>().Where(sum => sum.OperatorKind == BinaryOperatorKind.Add).SelectMany(sum => new[] { sum.LeftOperand, sum.RightOperand }).Any(IsPositions)
        ? "the number of positions that are added to the tokens" : null;

    private static bool IsPositions(IOperation operand)
        => SingleValues.Behind(operand) is IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance.Type: { } type, Arguments: [var positions, ..] } && KnownModules.KindOf(type) == ModuleKind.Embedding
            && SingleValues.Behind(positions.Value) is IInvocationOperation { TargetMethod.Name: "arange" } range && range.Arguments.Any(argument => argument.ArgumentKind == ArgumentKind.Explicit && IsLengthOfDimension1(SingleValues.Behind(argument.Value)));

    private static bool IsLengthOfDimension1(IOperation length) => length switch
    {
        IArrayElementReferenceOperation { ArrayReference: IPropertyReferenceOperation { Property.Name: "shape" }, Indices: [var index] } => IsOne(index),
        IInvocationOperation { TargetMethod.Name: "size", Arguments: [var dimension] } => IsOne(dimension.Value),
        IInvocationOperation { TargetMethod.Name: "op_Implicit" or "ToScalar", Arguments: [var number] } => IsLengthOfDimension1(SingleValues.Behind(number.Value)),
        _ => false,
    };
}
