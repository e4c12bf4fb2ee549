using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>What is known of the parameters and locals of a constructor when it runs for one module of a model.</summary>
internal sealed class ConstructorScope
{
    private readonly Dictionary<ISymbol, Fact> arguments = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IOperation> values = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<Creation>> items = new(SymbolEqualityComparer.Default);

    private readonly HashSet<ISymbol> varying = new(SymbolEqualityComparer.Default);

    /// <summary>What the constructor puts into members.</summary>
    public ConstructorFacts? Members { get; set; }

    /// <summary>Notes that a local or parameter changes while the constructor runs, as counters do: its first value tells nothing.</summary>
    public void SetVarying(ISymbol variable) => varying.Add(variable);

    /// <summary>Notes what is known of a parameter.</summary>
    public void SetArgument(IParameterSymbol parameter, Fact fact) => arguments[parameter] = fact;

    /// <summary>Notes the first value of a local.</summary>
    public void SetLocal(ILocalSymbol local, IOperation value)
    {
        if (!values.ContainsKey(local)) values[local] = value;
    }

    /// <summary>The first value of a local, or null.</summary>
    public IOperation? ValueOf(ILocalSymbol local) => values.TryGetValue(local, out var value) ? value : null;

    /// <summary>Notes an item of a list in a local.</summary>
    public void AddItem(ILocalSymbol local, Creation item)
    {
        if (!items.TryGetValue(local, out var known)) items[local] = known = [];
        known.Add(item);
    }

    /// <summary>The items added to the list in a local.</summary>
    public IReadOnlyList<Creation> ItemsOf(ILocalSymbol local) => items.TryGetValue(local, out var known) ? known : [];

    /// <summary>A text made of constants and, as <c>*</c>, of what is known at run time only; null where nothing of it is constant.</summary>
    public string? Pattern(IOperation? operation)
    {
        var text = Text(operation);
        return text.Trim('*').Length == 0 ? null : text;

        string Text(IOperation? part)
        {
            if (part is null) return "*";
            part = Unwrap(part);
            if (FactOf(part).Constant is string or char or int or long) return FactOf(part).Text!;
            return part switch
            {
                IInterpolatedStringOperation interpolated => string.Concat(interpolated.Parts.Select(piece => Text(piece is IInterpolationOperation hole ? hole.Expression : ((IInterpolatedStringTextOperation)piece).Text))),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum => Text(sum.LeftOperand) + Text(sum.RightOperand),
                _ => "*",
            };
        }
    }

    /// <summary>The expression behind conversions, parentheses and locals.</summary>
    public IOperation Unwrap(IOperation operation)
    {
        for (var steps = 0; steps < 16; steps++)
        {
            switch (operation)
            {
                case IConversionOperation conversion: operation = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: operation = parenthesized.Operand; break;
                case ISimpleAssignmentOperation assignment: operation = assignment.Value; break;
                case ILocalReferenceOperation { Local: var local } when !varying.Contains(local) && values.TryGetValue(local, out var value): operation = value; break;
                default: return operation;
            }
        }

        return operation;
    }

    /// <summary>What is known of an expression of this constructor.</summary>
    public Fact FactOf(IOperation? operation)
    {
        if (operation is null) return Fact.Unknown;
        operation = Unwrap(operation);
        if (operation.ConstantValue is { HasValue: true, Value: { } constant }) return Fact.Of(constant);
        switch (operation)
        {
            case IParameterReferenceOperation { Parameter: var parameter }:
                if (varying.Contains(parameter.OriginalDefinition)) return Fact.Unknown;
                return arguments.TryGetValue(parameter, out var fact) ? fact : new(null, parameter.ContainingSymbol.ContainingType?.Name + "." + parameter.Name);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not when FactOf(not.Operand).Truth is { } truth:
                return Fact.Of(!truth);
            case ITupleOperation tuple when tuple.Elements.Select(FactOf).ToList() is var parts && parts.All(part => part.Text is not null):
                return new(null, $"({string.Join(", ", parts.Select(part => part.Text))})");
            case IBinaryOperation binary:
                return Combine(binary.OperatorKind, FactOf(binary.LeftOperand), FactOf(binary.RightOperand));
            default:
                return Fact.Unknown;
        }
    }

    private static Fact Combine(BinaryOperatorKind kind, Fact left, Fact right)
    {
        if (left.Whole is { } a && right.Whole is { } b)
        {
            switch (kind)
            {
                case BinaryOperatorKind.Add: return Fact.Of(a + b);
                case BinaryOperatorKind.Subtract: return Fact.Of(a - b);
                case BinaryOperatorKind.Multiply: return Fact.Of(a * b);
                case BinaryOperatorKind.Divide when b != 0: return Fact.Of(a / b);
                case BinaryOperatorKind.Equals: return Fact.Of(a == b);
                case BinaryOperatorKind.NotEquals: return Fact.Of(a != b);
                case BinaryOperatorKind.GreaterThan: return Fact.Of(a > b);
                case BinaryOperatorKind.LessThan: return Fact.Of(a < b);
            }
        }

        return left.Text is null || right.Text is null ? Fact.Unknown : new(null, $"({left.Text} {kind} {right.Text})");
    }
}
