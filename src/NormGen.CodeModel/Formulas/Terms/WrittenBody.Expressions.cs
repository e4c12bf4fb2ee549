using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas.Terms;

/// <content>Expressions.</content>
internal sealed partial class WrittenBody
{
    /// <summary>As deep as the reader of formulas goes.</summary>
    private const int Deepest = 300;

    private int depth;

    /// <summary>The term of an expression that has a type of its own, or of <c>null</c>.</summary>
    private Term? Expression(ExpressionSyntax expression)
    {
        if (depth > Deepest) return null;
        depth++;
        var term = Bare(expression) switch
        {
            LiteralExpressionSyntax literal => Literal(literal),
            IdentifierNameSyntax name => variables.TryGetValue(name.Identifier.ValueText, out var variable) ? variable.At(name) : names.Named(name.Identifier.ValueText) is [IFieldSymbol field] ? Constant(name, field) : null,
            PrefixUnaryExpressionSyntax unary => Unary(unary),
            BinaryExpressionSyntax binary => Binary(binary),
            InvocationExpressionSyntax call => Call(call),
            MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression, Name: IdentifierNameSyntax name } member => Member(member, name.Identifier.ValueText),
            ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ NameColon: null, RefKindKeyword.RawKind: 0, Expression: var index }] } element => Element(element, index),
            ConditionalExpressionSyntax conditional => Conditional(conditional),
            CastExpressionSyntax { Type: PredefinedTypeSyntax type } cast => Cast(cast, type),
            _ => null,
        };
        depth--;
        return term;
    }

    /// <summary>The term of an expression where a type is expected; of its own type where none is.</summary>
    private Term? Value(ExpressionSyntax expression, ITypeSymbol? type)
    {
        if (OperandOf(expression) is not { } operand) return null;
        if (type is null) return operand.Value is { Type: not null } typed ? typed : null;
        if (operand.Value is { } value && IsSame(value.Type, type)) return value;
        return answers.Get(Asked(["=", type], operand), () => compiler.Conversion(operand, type)) is { } answer ? operand.After(answer) : null;
    }

    private Operand? OperandOf(ExpressionSyntax expression)
    {
        expression = Bare(expression);
        if (expression is not CollectionExpressionSyntax list) return Expression(expression) is { } value ? new(expression, value, []) : null;
        var elements = list.Elements.Select(e => e is ExpressionElementSyntax { Expression: var inner } ? OperandOf(inner) : null).ToImmutableArray();
        return elements.Contains(null) ? null : new(expression, null, elements!);
    }

    private static Question Asked(List<object> words, params Operand[] operands)
    {
        foreach (var operand in operands) operand.AskWith(words);
        return new([.. words]);
    }

    private Term? Literal(LiteralExpressionSyntax literal)
    {
        if (literal.IsKind(SyntaxKind.NullLiteralExpression)) return new OtherTerm(new(literal, null, new(null)));
        var value = literal.Token.Value;
        return Constants.TypeOf(value) is not SpecialType.None and var type ? new OtherTerm(new(literal, compilation.GetSpecialType(type), new(value))) : null;
    }

    private static Term? Constant(ExpressionSyntax place, IFieldSymbol field)
        => field is { IsConst: true, HasConstantValue: true, Type.TypeKind: not TypeKind.Error } ? new FieldTerm(new(place, field.Type, new(field.ConstantValue)), field, null) : null;

    private Term? Unary(PrefixUnaryExpressionSyntax unary)
    {
        if (unary.Kind() is not (SyntaxKind.UnaryMinusExpression or SyntaxKind.UnaryPlusExpression or SyntaxKind.LogicalNotExpression or SyntaxKind.BitwiseNotExpression) || OperandOf(unary.Operand) is not { Value: { Type: { } type } value } operand) return null;
        if (value.ConstantValue is { HasValue: true, Value: var constant })
            return unary.IsKind(SyntaxKind.UnaryMinusExpression) && Constants.Negated(constant) is { } negated ? new UnaryTerm(new(unary, type, new(negated)), UnaryOperatorKind.Minus, value) : null;
        var answer = answers.Get(Asked([unary.Kind()], operand), () => compiler.Unary(unary, operand));
        return answer is not null && operand.After(answer.Operand) is { } after ? new UnaryTerm(new(unary, answer.Type), answer.Kind, after) : null;
    }

    private Term? Binary(BinaryExpressionSyntax binary)
    {
        if (binary.Kind() is not (SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
            or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression or SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression
            or SyntaxKind.BitwiseAndExpression or SyntaxKind.BitwiseOrExpression)) return null;
        if (OperandOf(binary.Left) is not { } left || OperandOf(binary.Right) is not { } right) return null;
        var answer = answers.Get(Asked([binary.Kind()], left, right), () => compiler.Binary(binary, left, right));
        if (answer is null || left.After(answer.Left!) is not { } first || right.After(answer.Right) is not { } second) return null;
        if (!answer.IsConstant) return new BinaryTerm(new(binary, answer.Type), answer.Kind, first, second);
        return Constants.Folded(answer.Kind, first.ConstantValue.Value, second.ConstantValue.Value) is { } folded ? new BinaryTerm(new(binary, answer.Type, new(folded)), answer.Kind, first, second) : null;
    }

    private Term? Conditional(ConditionalExpressionSyntax conditional)
    {
        // Two results of one type need no conversion; a literal may, by where the whole stands.
        if (Expression(conditional.Condition) is not { Type.SpecialType: SpecialType.System_Boolean } condition || Expression(conditional.WhenTrue) is not { Type: { } type } then || Expression(conditional.WhenFalse) is not { } otherwise) return null;
        return IsSame(type, otherwise.Type) && !condition.ConstantValue.HasValue ? new ConditionalTerm(new(conditional, type), condition, then, otherwise) : null;
    }

    private Term? Cast(CastExpressionSyntax cast, PredefinedTypeSyntax type)
    {
        if (TypeOf(type) is not { } target || OperandOf(cast.Expression) is not { IsList: false } operand) return null;
        var answer = answers.Get(Asked(["()", target], operand), () => compiler.Cast(cast, operand));
        if (answer is null || operand.After(answer.Operand) is not { } after) return null;
        // The syntax is the cast's, not the operand's.
        return Operand.After(after, [new(answer.Type, answer.IsUserDefined, answer.IsConstant)]) is ConversionTerm converted ? converted with { Facts = converted.Facts with { Syntax = cast } } : null;
    }

    private Term? Element(ElementAccessExpressionSyntax element, ExpressionSyntax index)
    {
        if (Expression(element.Expression) is not { Type: IArrayTypeSymbol { Rank: 1 } array } instance || IndexOf(Bare(index)) is not { } operand) return null;
        var answer = answers.Get(Asked(["[]", array], operand), () => compiler.Element(element, operand));
        return answer is not null && operand.After(answer.Index) is { } after ? new ElementTerm(new(element, answer.Type), instance, after) : null;
    }

    /// <summary>An index, also <c>^1</c>, which has a type of its own.</summary>
    private Operand? IndexOf(ExpressionSyntax index)
    {
        if (index is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.IndexExpression } fromEnd) return OperandOf(index);
        return compilation.GetTypeByMetadataName("System.Index") is { } type && Expression(fromEnd.Operand) is { Type.SpecialType: SpecialType.System_Int32 } number
            ? new(index, new UnaryTerm(new(index, type), UnaryOperatorKind.Hat, number), [])
            : null;
    }

    /// <summary>Parts of types of their own.</summary>
    private TupleTerm? Tuple(TupleExpressionSyntax tuple)
    {
        var elements = tuple.Arguments.Select(a => Expression(a.Expression) is { Type: not null } item ? item : null).ToImmutableArray();
        return elements.Contains(null) ? null : new(new(tuple), elements!);
    }

    private ITypeSymbol? TypeOf(TypeSyntax type) => type switch
    {
        PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.DoubleKeyword } => compilation.GetSpecialType(SpecialType.System_Double),
        PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.FloatKeyword } => compilation.GetSpecialType(SpecialType.System_Single),
        PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.LongKeyword } => compilation.GetSpecialType(SpecialType.System_Int64),
        PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.IntKeyword } => compilation.GetSpecialType(SpecialType.System_Int32),
        PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.BoolKeyword } => compilation.GetSpecialType(SpecialType.System_Boolean),
        IdentifierNameSyntax { Identifier.ValueText: var name } => names.TypesNamed(name) is [var only] ? NamesInScope.Meant(only) as ITypeSymbol : null,
        NullableTypeSyntax { ElementType: var inner } => TypeOf(inner) is { IsReferenceType: true } reference ? reference : null,
        _ => null,
    };
}
