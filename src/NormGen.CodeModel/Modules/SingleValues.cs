using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Follows expressions of one body to the values behind them: conversions, parentheses, and what is set once.</summary>
internal static class SingleValues
{
    private const int DeepestLocal = 8;

    // Bodies live as long as what was bound of them.
    private static readonly ConditionalWeakTable<IOperation, Dictionary<ISymbol, IOperation?>> Locals = new();

    /// <summary>The value behind conversions, parentheses and locals that are set once.</summary>
    public static IOperation Behind(IOperation value)
    {
        for (var steps = 0; steps < DeepestLocal; steps++)
        {
            var bare = Bare(value);
            if (bare is not ILocalReferenceOperation local || Of(local) is not { } only) return bare;
            value = only;
        }

        return value;
    }

    /// <summary>The expression without conversions and parentheses.</summary>
    public static IOperation Bare(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion: value = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: value = parenthesized.Operand; break;
                default: return value;
            }
        }
    }

    /// <summary>The only value that a local ever has; null where there are several, or none that is written.</summary>
    public static IOperation? Of(ILocalReferenceOperation reference) => Locals.GetValue(Root(reference), Read).TryGetValue(reference.Local, out var only) ? only : null;

    /// <summary>The locals of a body that are set once, with their values; those that are set again have null.</summary>
    private static Dictionary<ISymbol, IOperation?> Read(IOperation body)
    {
        var values = new Dictionary<ISymbol, IOperation?>(SymbolEqualityComparer.Default);
        foreach (var operation in body.DescendantsAndSelf())
        {
            switch (operation)
            {
                // An assignment in a loop or a function may stand before the declaration.
                case IVariableDeclaratorOperation declarator when !values.ContainsKey(declarator.Symbol):
                    values[declarator.Symbol] = (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value;
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation { Local: var target }, Value: var value } when !ModuleMoves.IsOfItself(value, module => Is(module, target)):
                    values[target] = null;
                    break;
                case IIncrementOrDecrementOperation { Target: ILocalReferenceOperation { Local: var stepped } }:
                    values[stepped] = null;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation { Local: var passed } }:
                    values[passed] = null;
                    break;
            }
        }

        return values;
    }

    /// <summary>The number that an expression always is: a constant, or a local or a readonly field that is set to one; null for any other.</summary>
    public static double? Number(IOperation? value, SourceOperations source)
    {
        if (value is null) return null;
        value = value.ConstantValue.HasValue ? value : Behind(value);
        if (value.ConstantValue is { HasValue: true, Value: { } constant }) return constant is double or float or int or long ? Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture) : null;
        if (value is not IFieldReferenceOperation { Field: { IsReadOnly: true, IsStatic: true, DeclaringSyntaxReferences: [var declared] } }) return null;
        return declared.GetSyntax(source.Token) is VariableDeclaratorSyntax { Initializer: { } clause } && source.Operation(clause) is ISymbolInitializerOperation { Value: var initial } ? Number(initial, source) : null;
    }

    /// <summary>The local, field or property that a value is put into where it is made, or null.</summary>
    public static ISymbol? Target(IOperation value)
    {
        var place = value.Parent;
        while (place is IConversionOperation or IParenthesizedOperation) place = place.Parent;
        return place switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation assignment when assignment.Value.Syntax.Span.Contains(value.Syntax.Span) => Symbol(assignment.Target),
            _ => null,
        };
    }

    /// <summary>The local, or the field or property of <c>this</c>, that an expression names.</summary>
    public static ISymbol? Symbol(IOperation? value) => value is null ? null : Bare(value) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        var member => Members.OfThis(member),
    };

    /// <summary>The body that an operation stands in.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent) operation = parent;
        return operation;
    }

    /// <summary>The lambda, local function or body that an operation runs in.</summary>
    public static IOperation Function(IOperation operation)
    {
        while (operation.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation)) operation = parent;
        return operation.Parent ?? operation;
    }

    /// <summary>Whether an expression names this local, field or property.</summary>
    public static bool Is(IOperation? value, ISymbol symbol) => SymbolEqualityComparer.Default.Equals(Symbol(value), symbol);
}
