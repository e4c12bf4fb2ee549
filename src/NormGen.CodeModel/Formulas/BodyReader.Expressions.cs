using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>Expressions that are neither operators nor calls.</content>
internal sealed partial class BodyReader
{
    private FormulaValue Read(Term expression)
    {
        if (++expressions > LargestFormula)
            return expressions == LargestFormula + 1 ? complaints.Add(ComplaintKind.NotFusable, expression, "the formula is too large for one kernel", "two [Fused] methods") : Broken();
        if (depth >= DeepestExpression) return complaints.Add(ComplaintKind.NotFusable, expression, "the expression is nested too deeply", "locals for its parts");
        depth++;
        origins?.Enter(builder.Made, expression);
        var value = Constant(expression) ?? Dispatch(expression);
        origins?.Leave(builder.Made);
        depth--;
        return value;
    }

    /// <summary><c>ScalarType.Float32</c> as a number.</summary>
    private const sbyte Float32Value = 6;

    private FormulaValue Dispatch(Term expression) => expression switch
    {
        LocalTerm local => Lookup(local.Local),
        ParameterTerm parameter => Lookup(parameter.Parameter),
        ConversionTerm conversion => Convert(conversion),
        UnaryTerm unary => Unary(unary),
        BinaryTerm binary => Binary(binary, binary.OperatorKind, Read(binary.LeftOperand), Read(binary.RightOperand)),
        CallTerm invocation => Invoke(invocation),
        TupleTerm tuple => new TupleValue(tuple.Elements.Select(Read).ToImmutableArray()),
        FieldTerm field => Field(field),
        PropertyTerm property => Property(property),
        ElementTerm element => Size(element, element.Instance, element.Argument),
        ConditionalTerm conditional => Conditional(conditional),
        AssignmentTerm { OperatorKind: BinaryOperatorKind.None } assignment => Assign(assignment.Target, Read(assignment.Value)),
        AssignmentTerm assignment => Assign(assignment.Target, Binary(assignment, assignment.OperatorKind, Read(assignment.Target), Read(assignment.Value))),
        DefaultTerm => FormulaValue.Null,
        InvalidTerm => Broken(),
        _ => NotPartOfAFormula(expression),
    };

    private FormulaValue NotPartOfAFormula(Term expression) => expression.Syntax.ContainsDiagnostics || expression.HasInvalidPart
        ? Broken()
        : complaints.Add(ComplaintKind.NotFusable, expression, "this kind of expression has no form in a kernel");

    /// <summary>What C# itself has folded.</summary>
    private FormulaValue? Constant(Term expression) => expression.ConstantValue is not { HasValue: true } constant ? null : constant.Value switch
    {
        null => FormulaValue.Null,
        bool flag => new ConditionValue(math.Number(flag ? 1 : 0)),
        char or string => null,
        _ when IsElementType(expression.Type) => constant.Value is Float32Value ? FormulaValue.Float32 : FormulaValue.OtherType,
        IConvertible number when expression.Type is not { TypeKind: TypeKind.Enum } => new NumberValue(math.Number(number.ToDouble(System.Globalization.CultureInfo.InvariantCulture)), IsInteger(expression.Type)),
        _ => null,
    };

    private FormulaValue Lookup(object symbol)
    {
        if (environment.TryGetValue(symbol, out var value)) return value;

        // Unassigned locals are the compiler's error; a parameter of a lambda is not reached by running.
        return Broken();
    }

    private FormulaValue Convert(ConversionTerm conversion)
    {
        var value = Read(conversion.Operand);
        var target = conversion.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : conversion.Type;
        return value switch
        {
            SizeValue size when !IsInteger(target) => AsNumber(conversion, size) is { } count ? types.IsTensor(target) ? new TensorValue(count.Node, TensorShape.Scalar) : count with { IsInteger = false } : FormulaValue.Unknown,
            NumberValue number when types.IsTensor(target) => new TensorValue(number.Node, TensorShape.Scalar),
            NumberValue number when types.IsScalar(target) => number,
            NumberValue number => ConvertNumber(conversion, number, target),
            TensorValue when !types.IsTensor(target) && conversion.IsUserDefined => complaints.Add(ComplaintKind.NotFusable, conversion, "it reads a number back out of a tensor, in the middle of the kernel", "the tensor itself"),
            _ => value,
        };
    }

    private FormulaValue ConvertNumber(ConversionTerm conversion, NumberValue number, ITypeSymbol? target)
    {
        if (target?.SpecialType is SpecialType.System_Double or SpecialType.System_Object) return number with { IsInteger = false };
        if (IsInteger(target)) return number.IsInteger ? number : complaints.Add(ComplaintKind.NotFusable, conversion, "it cuts a number off to an integer; kernels compute numbers as double");
        if (target?.SpecialType == SpecialType.System_Single && !number.IsInteger)
            return complaints.Add(ComplaintKind.NotFusable, conversion, "float rounds a number to seven digits, which costs a float64 tensor the rest", "double");
        return target is null ? Broken() : number with { IsInteger = false };
    }

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;

    private FormulaValue Field(FieldTerm field)
    {
        if (field.Instance is not null && field.Field.ContainingType.IsTupleType)
        {
            var index = field.Field.ContainingType.TupleElements.IndexOf(field.Field, 0, SymbolEqualityComparer.Default);
            if (index < 0) index = field.Field.ContainingType.TupleElements.Select((e, i) => (e, i)).Where(p => p.e.CorrespondingTupleField?.Name == field.Field.Name || p.e.Name == field.Field.Name).Select(p => p.i).DefaultIfEmpty(-1).First();
            return Read(field.Instance) is TupleValue tuple && index >= 0 && index < tuple.Items.Length ? tuple.Items[index] : FormulaValue.Unknown;
        }

        if (IsElementType(field.Type)) return field.Field.Name == "float32" ? FormulaValue.Float32 : FormulaValue.OtherType;
        return complaints.Add(ComplaintKind.NotFusable, field, "its value is not known when the kernel is compiled", "a const, or a double parameter of the formula");
    }

    private static bool IsElementType(ITypeSymbol? type) => type is { TypeKind: TypeKind.Enum, Name: "ScalarType", ContainingType.Name: "torch" };

    private FormulaValue Property(PropertyTerm property)
    {
        if (property.Instance is not null && types.IsTensor(property.Instance.Type))
        {
            var tensor = Read(property.Instance);
            switch (property.Property.Name)
            {
                case "shape": return tensor is TensorValue t ? new SizesValue(t.Shape) : FormulaValue.Unknown;
                case "dtype": return tensor is TensorValue { IsFloat32: true } ? FormulaValue.Float32 : FormulaValue.OwnType;
                case var name when Refusals.TryGetValue(name, out var refusal): return complaints.Add(ComplaintKind.NotFusable, property, refusal.Reason, refusal.Rewrite);
                case "this[]": return complaints.Add(ComplaintKind.NotFusable, property, "it picks some of the numbers, and a kernel takes whole tensors", "unsqueeze and view for other dimensions, torch.where for a choice");
            }
        }

        if (IsElementType(property.Type)) return property.Property.Name == "float32" ? FormulaValue.Float32 : FormulaValue.OtherType;

        return complaints.Add(ComplaintKind.NotFusable, property, "its value is not known when the kernel is compiled", property.Instance is null ? "a const, or a double parameter of the formula" : "");
    }

    private FormulaValue Conditional(ConditionalTerm conditional)
    {
        if (conditional.WhenFalse is null || Read(conditional.Condition) is not ConditionValue { Node: var condition }) return FormulaValue.Unknown;
        if (condition.Operation == Operation.Constant) return Read(condition.Value != 0 ? conditional.WhenTrue : conditional.WhenFalse);
        switch (Read(conditional.WhenTrue), Read(conditional.WhenFalse))
        {
            case (NumberValue a, NumberValue b):
                return new NumberValue(math.Select(condition, a.Node, b.Node), a.IsInteger && b.IsInteger);
            case (TensorValue a, TensorValue b) when a.Shape == b.Shape && a.IsMask == b.IsMask:
                return a with { Node = math.Select(condition, a.Node, b.Node), IsFloat32 = a.IsFloat32 || b.IsFloat32 };
            case (TensorValue, TensorValue):
                return complaints.Add(ComplaintKind.Shape, conditional, "its two results have different shapes");
            default:
                return FormulaValue.Unknown;
        }
    }

    private FormulaValue Assign(Term target, FormulaValue value)
    {
        switch (target)
        {
            case LocalTerm local: return environment[local.Local] = value;
            case ParameterTerm parameter: return environment[parameter.Parameter] = value;
            case DeclarationTerm declaration: return Assign(declaration.Expression, value);
            case DiscardTerm: return value;
            case TupleTerm tuple when value is TupleValue { Items: var items } && items.Length == tuple.Elements.Length:
                for (var i = 0; i < items.Length; i++) Assign(tuple.Elements[i], items[i]);
                return value;
            case TupleTerm or InvalidTerm:
                return Broken();
            default:
                return complaints.Add(ComplaintKind.NotFusable, target, "a formula assigns to its own locals and to nothing else");
        }
    }

    /// <summary><c>x.shape[^1]</c>, <c>x.size(-1)</c></summary>
    private FormulaValue Size(Term at, Term sizes, Term index)
    {
        if (Read(sizes) is not SizesValue { Shape: var shape }) return sizes.Type is IArrayTypeSymbol ? NotPartOfAFormula(at) : FormulaValue.Unknown;
        if (index is ConversionTerm { Operand: var inner }) index = inner;
        var fromEnd = index is UnaryTerm { OperatorKind: UnaryOperatorKind.Hat };
        if (index is UnaryTerm { OperatorKind: UnaryOperatorKind.Hat, Operand: var back }) index = back;
        if (index.ConstantValue is not { HasValue: true, Value: int position }) return complaints.Add(ComplaintKind.NotFusable, at, "a dimension of run time", "x.shape[^1]");
        return Size(at, shape, fromEnd ? -position : position);
    }

    private FormulaValue Size(Term at, TensorShape shape, int dimension)
    {
        if (PlaceOf(shape, dimension) is { } place) return new SizeValue([shape.Dimensions[place]]);
        return complaints.Add(ComplaintKind.NotFusable, at, layout.Rank > 0 ? $"it has {layout.Rank} dimensions here" : "a formula over [.., features] knows the last dimension only", "x.shape[^1]");
    }

    /// <summary>Which dimension of a shape a number means; null where the rank decides it, and then that is remembered: the formula may be one of another layout.</summary>
    private int? PlaceOf(TensorShape shape, int dimension)
    {
        if (shape.PlaceOf(dimension) is { } place) return place;
        // Of a formula that says nothing of channels, dimension 1 is the last of two.
        if (dimension is 0 or 1 or -2 && !layout.HasOneRowDimension) evidence.Rows = true;
        if (dimension is > 0 or < -1 && (layout.HasChannels || !layout.HasOneRowDimension)) evidence.HasRank(RankBehind(shape, dimension));
        return null;
    }

    /// <summary>How many dimensions the first tensor has at least, where a view of it (or it itself) has a dimension that is not listed.</summary>
    private int RankBehind(TensorShape shape, int dimension)
        => layout.Element.Count + (dimension >= 0 ? dimension + 1 - shape.Count : shape.Dimensions.Any(d => d.IsMany) ? -dimension - 1 : -dimension - shape.Count);

    /// <summary>A size as a number, for arithmetic; null where a dimension is only a part of an axis.</summary>
    private Node? CountOf(SizeValue size)
    {
        var dimensions = size.Dimensions;
        var count = math.Number(1);
        foreach (var axis in Folds.InnermostFirst.Reverse())
        {
            var having = dimensions.Count(d => (d.Axes & axis) != 0);
            if (having == 0) continue;
            if (having != layout.DimensionsOf(axis).Count()) return null;
            count = count.Operation == Operation.Constant ? builder.Count(axis) : math.Multiply(count, builder.Count(axis));
        }

        return count;
    }
}
