using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeModel.Formulas.Terms;

/// <content>Members: properties, constants, calls.</content>
internal sealed partial class WrittenBody
{
    private Term? Member(MemberAccessExpressionSyntax member, string name)
    {
        if (IsOfAVariable(member.Expression))
        {
            return Expression(member.Expression) is { Type: INamedTypeSymbol { IsTupleType: false } type } instance && type.GetMembers(name) is [IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, RefKind: RefKind.None } property]
                ? new PropertyTerm(new(member, property.Type), property, instance)
                : null;
        }

        return names.TypeOrNamespace(member.Expression) is INamedTypeSymbol container && container.GetMembers(name) is [IFieldSymbol field] && compilation.IsSymbolAccessibleWithin(field, method.ContainingType) ? Constant(member, field) : null;
    }

    private Term? Call(InvocationExpressionSyntax call)
    {
        var (container, name, instance) = CalledOf(call.Expression);
        if (container is null) return null;
        var arguments = ImmutableArray.CreateBuilder<Operand>(call.ArgumentList.Arguments.Count);
        List<object> words = [instance is null ? "::" : ".", container, name!];
        foreach (var argument in call.ArgumentList.Arguments)
        {
            if (argument.RefKindKeyword.RawKind != 0 || OperandOf(argument.Expression) is not { } operand) return null;
            words.Add(argument.NameColon?.Name.Identifier.ValueText ?? ",");
            operand.AskWith(words);
            arguments.Add(operand);
        }

        var operands = arguments.MoveToImmutable();
        if (answers.Get(new Question([.. words]), () => compiler.Call(call, container, instance is null, operands)) is not { } answer) return null;
        var given = answer.Arguments.Select(argument => Argument(call, operands, argument)).ToImmutableArray();
        return given.Contains(null) ? null : new CallTerm(new(call, answer.Type), answer.Method, instance, given!);
    }

    private static ArgumentTerm? Argument(InvocationExpressionSyntax call, ImmutableArray<Operand> operands, ArgumentAnswer answer)
    {
        if (answer.Written >= 0) return operands[answer.Written].After(answer.Operand) is { } written ? new(new(call.ArgumentList.Arguments[answer.Written]), answer.Parameter, written, IsDefault: false) : null;
        if (!answer.Packed.IsDefault)
        {
            var elements = answer.Packed.Select((index, i) => operands[index].After(answer.Operand.Elements[i])).ToImmutableArray();
            return elements.Contains(null) ? null : new(new(call), answer.Parameter, new ListTerm(new(call, answer.Operand.ListType), elements!), IsDefault: false);
        }

        if (answer.Default is not { } left) return null;
        var facts = new TermFacts(call, left.Type, left.Value);
        return Operand.After(left.IsLiteral ? new OtherTerm(facts) : new DefaultTerm(facts), answer.Operand.Conversions) is { } value ? new(new(call), answer.Parameter, value, IsDefault: true) : null;
    }

    /// <summary>The type whose methods of a name a call chooses from, all of them; and on what it is called, where that is a value.</summary>
    private (INamedTypeSymbol? Container, string? Name, Term? Instance) CalledOf(ExpressionSyntax called)
    {
        switch (called)
        {
            case MemberAccessExpressionSyntax { OperatorToken.ValueText: ".", Name: IdentifierNameSyntax { Identifier.ValueText: var name }, Expression: var left }:
                var instance = IsOfAVariable(left) ? Expression(left) : null;
                var container = (IsOfAVariable(left) ? instance?.Type : names.TypeOrNamespace(left)) as INamedTypeSymbol;
                return container is not null && HasPublicMethods(container, name) ? (container, name, instance) : default;
            case IdentifierNameSyntax { Identifier.ValueText: var name } when !variables.ContainsKey(name):
                // All that the name means here are all methods of that name in one type: none is hidden, none comes from elsewhere.
                var methods = names.Named(name);
                var owner = methods.IsEmpty ? null : methods[0].ContainingType;
                return owner is not null && methods.All(m => m is IMethodSymbol { IsStatic: true } && IsSame(m.ContainingType, owner)) && owner.GetMembers(name).Length == methods.Length ? (owner, name, null) : default;
            default:
                return default;
        }
    }

    /// <summary>Whether the methods of a name are those of this type alone, the same wherever they are called from.</summary>
    private static bool HasPublicMethods(INamedTypeSymbol type, string name)
    {
        if (type is { TypeKind: not (TypeKind.Class or TypeKind.Struct) } or { IsTupleType: true } || type.BaseType is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }) return false;
        var members = type.GetMembers(name);
        return !members.IsEmpty && members.All(m => m is IMethodSymbol && (m.DeclaredAccessibility == Accessibility.Public || members.Length == 1));
    }

    /// <summary>Whether what stands before a dot is a value: it begins with a variable, a literal or a call, and not with the name of something else.</summary>
    private bool IsOfAVariable(ExpressionSyntax left) => left switch
    {
        IdentifierNameSyntax name => variables.ContainsKey(name.Identifier.ValueText),
        MemberAccessExpressionSyntax member => IsOfAVariable(member.Expression),
        _ => true,
    };
}
