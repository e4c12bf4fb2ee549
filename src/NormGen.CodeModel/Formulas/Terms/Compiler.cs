using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>Answers questions by what the compiler has bound. Null where it refuses, and where the answer depends on more than the question says.</summary>
/// <param name="model">The file's model.</param>
/// <param name="token">Stops the work.</param>
internal sealed class Compiler(SemanticModel model, CancellationToken token)
{
    public UnaryAnswer? Unary(PrefixUnaryExpressionSyntax syntax, Operand operand)
    {
        if (model.GetOperation(syntax, token) is not IUnaryOperation { IsLifted: false, Type: { } type, ConstantValue.HasValue: false } unary || unary.Syntax != syntax) return null;
        return IsFixed(unary.OperatorMethod, operand) && After(operand, unary) is { } after ? new(unary.OperatorKind, type, after) : null;
    }

    public BinaryAnswer? Binary(BinaryExpressionSyntax syntax, Operand left, Operand right)
    {
        if (model.GetOperation(syntax, token) is not IBinaryOperation { IsLifted: false, Type: { } type } binary || binary.Syntax != syntax) return null;
        return IsFixed(binary.OperatorMethod, left, right) && After(left, binary) is { } first && After(right, binary) is { } second ? new(binary.OperatorKind, type, binary.ConstantValue.HasValue, first, second) : null;
    }

    public BinaryAnswer? Compound(AssignmentExpressionSyntax syntax, Operand target, Operand value)
    {
        if (model.GetOperation(syntax, token) is not ICompoundAssignmentOperation { IsLifted: false, Type: { } type } assignment || assignment.Syntax != syntax || !assignment.InConversion.IsIdentity || !assignment.OutConversion.IsIdentity) return null;
        return IsFixed(assignment.OperatorMethod, target, value) && After(value, assignment) is { } after ? new(assignment.OperatorKind, type, false, null, after) : null;
    }

    public CastAnswer? Cast(CastExpressionSyntax syntax, Operand operand)
        => model.GetOperation(syntax, token) is IConversionOperation { IsImplicit: false, Type: { } type, Conversion.Exists: true } cast && cast.Syntax == syntax && After(operand, cast) is { } after
            ? new(type, cast.OperatorMethod is not null, cast.ConstantValue.HasValue, after)
            : null;

    public ElementAnswer? Element(ElementAccessExpressionSyntax syntax, Operand index)
        => model.GetOperation(syntax, token) is { Type: { } type } and (IArrayElementReferenceOperation { Indices.Length: 1 } or IImplicitIndexerReferenceOperation) and var element && element.Syntax == syntax && After(index, element) is { } after
            ? new(type, after)
            : null;

    /// <summary>A value where a type is expected: of a local, of a result.</summary>
    public OperandAnswer? Conversion(Operand operand, ITypeSymbol type)
        => After(operand, null) is { Conversions: [.., var last] } after && SymbolEqualityComparer.Default.Equals(last.Type, type) ? after : null;

    /// <summary>A call of a method that is a member of a certain type and not generic.</summary>
    public CallAnswer? Call(InvocationExpressionSyntax syntax, INamedTypeSymbol container, bool isStatic, ImmutableArray<Operand> arguments)
    {
        if (model.GetOperation(syntax, token) is not IInvocationOperation { TargetMethod: { IsGenericMethod: false, MethodKind: MethodKind.Ordinary, ReducedFrom: null } method } call || call.Syntax != syntax) return null;
        if (method.IsStatic != isStatic || !SymbolEqualityComparer.Default.Equals(method.ContainingType, container)) return null;
        var answers = call.Arguments.Select(argument => argument switch
        {
            { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter, Syntax: ArgumentSyntax written } when syntax.ArgumentList.Arguments.IndexOf(written) is >= 0 and var index
                => After(arguments[index], argument) is { } after ? new ArgumentAnswer(parameter, index, after) : null,
            // A default may be where the call stands: [CallerMemberName].
            { ArgumentKind: ArgumentKind.DefaultValue, Parameter: { } parameter } when !parameter.GetAttributes().Any(a => a.AttributeClass?.Name.StartsWith("Caller", StringComparison.Ordinal) != false) => Default(parameter, argument.Value),
            { ArgumentKind: ArgumentKind.ParamArray, Parameter: { } parameter, Value: IArrayCreationOperation { Initializer: { } packed } array } => Packed(parameter, array.Type, packed, arguments),
            _ => null,
        }).ToImmutableArray();
        return answers.Contains(null) ? null : new(method, call.Type, answers!);
    }

    /// <summary>The arguments of a <c>params</c> array.</summary>
    private ArgumentAnswer? Packed(IParameterSymbol parameter, ITypeSymbol? type, IArrayInitializerOperation packed, ImmutableArray<Operand> arguments)
    {
        var (written, elements) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<OperandAnswer>());
        foreach (var value in packed.ElementValues)
        {
            var index = -1;
            for (var i = 0; i < arguments.Length && index < 0; i++) index = value.Syntax == arguments[i].Syntax ? i : -1;
            if (index < 0 || After(arguments[index], packed) is not { } after) return null;
            written.Add(index);
            elements.Add(after);
        }

        return new(parameter, -1, new([], type, elements.ToImmutable())) { Packed = written.ToImmutable() };
    }

    private static ArgumentAnswer? Default(IParameterSymbol parameter, IOperation value)
    {
        var conversions = new List<ConversionAnswer>();
        for (; value is IConversionOperation { Conversion.Exists: true } conversion; value = conversion.Operand) conversions.Insert(0, AnswerOf(conversion));
        return value is ILiteralOperation or IDefaultValueOperation ? new(parameter, -1, new([.. conversions], null, [])) { Default = new(value.Type, value.ConstantValue, value is ILiteralOperation) } : null;
    }

    /// <summary>An operator of the language, or one that an operand's type declares: others are found by what the place imports.</summary>
    private static bool IsFixed(IMethodSymbol? method, params Operand[] operands) => method is null
        ? operands.All(operand => operand.Value?.Type is { SpecialType: not SpecialType.None })
        : operands.Any(operand => SymbolEqualityComparer.Default.Equals(operand.Value?.Type, method.ContainingType));

    /// <summary>The conversions between an operand and what it is an operand of.</summary>
    private OperandAnswer? After(Operand operand, IOperation? user)
    {
        if (model.GetOperation(operand.Syntax, token) is not { } found || found.Syntax != operand.Syntax || found is IInvalidOperation) return null;
        ImmutableArray<OperandAnswer> elements = [];
        if (operand.IsList)
        {
            if (found is not ICollectionExpressionOperation list || list.Elements.Length != operand.Elements.Length) return null;
            var inner = operand.Elements.Select(element => After(element, list)).ToImmutableArray();
            if (inner.Contains(null)) return null;
            elements = inner!;
        }

        var conversions = ImmutableArray.CreateBuilder<ConversionAnswer>();
        var top = found;
        for (; top.Parent is IConversionOperation { IsImplicit: true } conversion; top = conversion)
        {
            if (!conversion.Conversion.Exists) return null;
            conversions.Add(AnswerOf(conversion));
        }

        return user is null || top.Parent == user ? new(conversions.ToImmutable(), operand.IsList ? found.Type : null, elements) : null;
    }

    private static ConversionAnswer AnswerOf(IConversionOperation conversion) => new(conversion.Type, conversion.OperatorMethod is not null, conversion.ConstantValue.HasValue);
}
