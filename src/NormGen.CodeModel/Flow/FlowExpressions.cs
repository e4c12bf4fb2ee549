using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>Follows the expressions of a method.</summary>
/// <param name="reader">The reader.</param>
/// <param name="frame">The method's state.</param>
internal sealed class FlowExpressions(FlowReader reader, FlowFrame frame)
{
    /// <summary>What an expression evaluates to; side effects on variables and fields are noted.</summary>
    public FlowValue Evaluate(IOperation? operation)
    {
        if (operation is null) return FlowValue.Plain;
        if (!reader.Enter()) return reader.Unknown(frame.Self is { } self ? frame.Variables.Values.Append(self) : frame.Variables.Values);
        var value = Follow(operation);
        reader.Leave();
        return value;
    }

    private FlowValue Follow(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true } constant && !KnownModules.IsTensor(operation.Type)) return constant.Value is null ? FlowValue.Plain : new PlainValue(Fact.Of(constant.Value));
        switch (operation)
        {
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand);
            case IConversionOperation conversion:
                return Convert(conversion);
            case ILocalReferenceOperation { Local: var local }:
                return frame.Variables.TryGetValue(local, out var held) ? held : Opaque(local.Type);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return frame.Variables.TryGetValue(parameter, out var argument) ? argument : Opaque(parameter.Type);
            case IInstanceReferenceOperation:
                return frame.Self is { } self ? self : FlowValue.Plain;
            case IFieldReferenceOperation field:
                return FlowMembers.Read(reader, frame, field.Instance is null ? null : Evaluate(field.Instance), field.Field.OriginalDefinition, field.Field.Type);
            case IPropertyReferenceOperation property:
                return FlowMembers.ReadProperty(reader, frame, this, property);
            case IInvocationOperation call:
                return new FlowCalls(reader, frame, this).Evaluate(call);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment.Target, Evaluate(assignment.Value));
            case ICompoundAssignmentOperation compound:
                return Assign(compound.Target, At(compound, Binary(compound.OperatorKind, Evaluate(compound.Target), Evaluate(compound.Value), compound.Type)));
            case IDeconstructionAssignmentOperation deconstruction:
                return Assign(deconstruction.Target, Evaluate(deconstruction.Value));
            case IBinaryOperation binary:
                return At(binary, Binary(binary.OperatorKind, Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand), binary.Type));
            case IUnaryOperation unary:
                return Evaluate(unary.Operand) switch
                {
                    TensorValue tensor => FlowNodes.Map(tensor.Node, 1),
                    PlainValue { Fact.Truth: { } truth } when unary.OperatorKind == UnaryOperatorKind.Not => new PlainValue(Fact.Of(!truth)),
                    PlainValue => FlowValue.Plain,
                    var other => reader.Unknown([other]),
                };
            case IConditionalOperation { WhenFalse: { } whenFalse } branch:
                var condition = Evaluate(branch.Condition);
                if (condition is PlainValue { Fact.Truth: { } known }) return Evaluate(known ? branch.WhenTrue : whenFalse);
                return FlowMerge.Merge(reader.InArm(branch, 0, () => Evaluate(branch.WhenTrue)), reader.InArm(branch, 1, () => Evaluate(whenFalse)));
            case ICoalesceOperation coalesce:
                return FlowMerge.Merge(Evaluate(coalesce.Value), Evaluate(coalesce.WhenNull));
            case ISwitchExpressionOperation choice:
                Evaluate(choice.Value);
                var arms = choice.Arms.Where(arm => arm.Value is not IThrowOperation && arm.Value is not IConversionOperation { Operand: IThrowOperation }).Select((arm, index) => reader.InArm(choice, index, () => Evaluate(arm.Value))).ToList();
                return arms.Count == 0 ? FlowValue.Plain : arms.Aggregate(FlowMerge.Merge);
            case ITupleOperation tuple:
                return new ManyValue([.. tuple.Elements.Select(Evaluate)]);
            case IArrayCreationOperation { Initializer: { } initializer }:
                return new ManyValue([.. initializer.ElementValues.Select(Evaluate)]);
            case ICollectionExpressionOperation collection:
                return collection.Elements.Any(element => element is ISpreadOperation) ? reader.Unknown(collection.Elements.Select(element => Evaluate(element is ISpreadOperation spread ? spread.Operand : element))) : new ManyValue([.. collection.Elements.Select(Evaluate)]);
            case IArrayElementReferenceOperation element when Evaluate(element.ArrayReference) is ModuleValue list:
                return FlowMembers.Item(reader, frame, this, list, element.Indices[0]);
            case IArrayElementReferenceOperation element:
                return Element(Evaluate(element.ArrayReference), Evaluate(element.Indices[0]));
            case IDeclarationExpressionOperation declaration:
                return Evaluate(declaration.Expression);
            case IConditionalAccessOperation access:
                frame.Receivers.Push(Evaluate(access.Operation));
                var accessed = Evaluate(access.WhenNotNull);
                frame.Receivers.Pop();
                return accessed;
            case IConditionalAccessInstanceOperation:
                return frame.Receivers.Count > 0 ? frame.Receivers.Peek() : FlowValue.Plain;
            case IDelegateCreationOperation { Target: var target }:
                return new FunctionValue(target);
            case IAnonymousFunctionOperation or IMethodReferenceOperation:
                return new FunctionValue(operation);
            case IIsPatternOperation pattern:
                return Pattern(pattern);
            case IObjectCreationOperation creation:
                return Opaque(creation.Type, creation.Arguments.Select(made => Evaluate(made.Value)));
            case ITypeOfOperation or INameOfOperation or IDefaultValueOperation or IDiscardOperation or ISizeOfOperation or IIsTypeOperation or IRangeOperation or IInterpolatedStringOperation or IIncrementOrDecrementOperation:
                return FlowValue.Plain;
            default:
                return Opaque(operation.Type, operation.ChildOperations.Select(Evaluate));
        }
    }

    /// <summary>An item of an array, tuple or list.</summary>
    public FlowValue Element(FlowValue array, FlowValue index) => array switch
    {
        AlikeValue alike => new TensorValue(alike.Item),
        ManyValue many when index is PlainValue { Fact.Whole: { } at } && at >= 0 && at < many.Items.Length => many.Items[(int)at],
        PlainValue { Dimension: AllDimensions } => new PlainValue(Fact.Unknown, index is PlainValue { Fact.Whole: { } axis } ? (int)axis : null),
        PlainValue => FlowValue.Plain,
        _ => reader.Unknown([array]),
    };

    /// <summary>Marks the shape of a tensor as a whole among the dimensions of a <see cref="PlainValue"/>.</summary>
    public const int AllDimensions = int.MinValue;

    /// <summary>A value about which nothing is known but its type and what it was made from.</summary>
    public FlowValue Opaque(ITypeSymbol? type, IEnumerable<FlowValue>? from = null)
    {
        var values = from?.ToList() ?? [];
        if (values.Any(value => value.HoldsModule || value.Tensors.Any()) || KnownModules.IsModule(type)) return reader.Unknown(values);
        return KnownModules.IsTensor(type) ? new TensorValue(new FlowNode(FlowKind.Constant)) : FlowValue.Plain;
    }

    /// <summary>Stores a value in a variable, field or pattern of variables.</summary>
    public FlowValue Assign(IOperation target, FlowValue value)
    {
        switch (target)
        {
            case ILocalReferenceOperation { Local: var local }:
                frame.Variables[local] = value;
                break;
            case IParameterReferenceOperation { Parameter: var parameter }:
                frame.Variables[parameter] = value;
                break;
            case IDeclarationExpressionOperation declaration:
                return Assign(declaration.Expression, value);
            case IDiscardOperation:
                break;
            case ITupleOperation tuple:
                for (var i = 0; i < tuple.Elements.Length; i++) Assign(tuple.Elements[i], Part(value, i, tuple.Elements.Length));
                break;
            default:
                reader.Escapes.AddRange(value.Tensors);
                if (Members.OfThis(target) is { } member && frame.Self is { } self) reader.Stored[(self.Module, member)] = value;
                break;
        }

        return value;
    }

    private FlowValue Part(FlowValue value, int index, int count) => value switch
    {
        ManyValue many when many.Items.Length == count => many.Items[index],
        AlikeValue alike => new TensorValue(alike.Item),
        PlainValue { Dimension: AllDimensions } => new PlainValue(Fact.Unknown, index),
        PlainValue => FlowValue.Plain,
        _ => reader.Unknown([value]),
    };

    private FlowValue Convert(IConversionOperation conversion)
    {
        var value = Evaluate(conversion.Operand);
        if (value is PlainValue && KnownModules.IsTensor(conversion.Type)) return new TensorValue(new FlowNode(FlowKind.Constant) { Rank = 0 });
        return value;
    }

    private FlowValue Binary(BinaryOperatorKind kind, FlowValue left, FlowValue right, ITypeSymbol? type)
    {
        if (left is PlainValue a && right is PlainValue b)
        {
            if (a.Fact.Whole is { } x && b.Fact.Whole is { } y)
            {
                switch (kind)
                {
                    case BinaryOperatorKind.Add: return new PlainValue(Fact.Of(x + y));
                    case BinaryOperatorKind.Subtract: return new PlainValue(Fact.Of(x - y));
                    case BinaryOperatorKind.Multiply: return new PlainValue(Fact.Of(x * y));
                    case BinaryOperatorKind.Divide when y != 0: return new PlainValue(Fact.Of(x / y));
                }
            }

            return KnownModules.IsTensor(type) ? new TensorValue(new FlowNode(FlowKind.Constant)) : FlowValue.Plain;
        }

        if (!KnownModules.IsTensor(type)) return Opaque(type, [left, right]);
        var (p, q) = (Operand(left), Operand(right));
        return kind switch
        {
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract => new TensorValue(FlowNodes.Add(p, q)),
            BinaryOperatorKind.Multiply => new TensorValue(FlowNodes.Elementwise(FlowKind.Multiply, p, q)),
            BinaryOperatorKind.Divide => new TensorValue(FlowNodes.Elementwise(FlowKind.Divide, p, q)),
            _ => reader.Unknown([left, right]),
        };
    }

    /// <summary>Notes where a value is made.</summary>
    private static FlowValue At(IOperation operation, FlowValue value)
    {
        if (value is TensorValue { Node: { Kind: not (FlowKind.Input or FlowKind.Weight) } made }) made.Syntax ??= operation.Syntax;
        return value;
    }

    private FlowNode Operand(FlowValue value) => FlowNodes.Of(value) ?? ((TensorValue)reader.Unknown([value])).Node;

    /// <summary><c>bias is null</c> of a parameter that always exists, and the like, are decided; anything else binds its variables to what is tested.</summary>
    private FlowValue Pattern(IIsPatternOperation pattern)
    {
        var value = Evaluate(pattern.Value);
        foreach (var declared in pattern.Pattern.DescendantsAndSelf().OfType<IDeclarationPatternOperation>())
        {
            if (declared.DeclaredSymbol is { } variable) frame.Variables[variable] = value;
        }

        foreach (var declared in pattern.Pattern.DescendantsAndSelf().OfType<IRecursivePatternOperation>())
        {
            if (declared.DeclaredSymbol is { } variable) frame.Variables[variable] = value;
        }

        return FlowValue.Plain;
    }
}
