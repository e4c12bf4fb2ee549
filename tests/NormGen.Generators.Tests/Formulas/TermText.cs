using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>A term as text: its kind, what it means, its type, constant and place, and its parts.</summary>
internal static class TermText
{
    /// <summary>The text of a term and of all in it. Conversions of tuples are left out: they convert part by part, and the reader of formulas looks at the parts.</summary>
    public static string Of(Term term) => term switch
    {
        ConversionTerm { Operand: TupleTerm tuple } => Of(tuple),
        TupleTerm tuple => $"tuple({All(tuple.Elements)})",
        DeclarationTerm declaration => $"declare({Of(declaration.Expression)})",
        BlockTerm block => $"{{{string.Concat(block.Statements.Select(s => "\n  " + Of(s)))}}}",
        ReturnTerm returned => $"return {Of(returned.Value)}",
        LocalsTerm locals => string.Join("; ", locals.Locals.Select(l => $"local {Name(l.Local)} = {Of(l.Value)}")),
        EffectTerm effect => Of(effect.Expression),
        AssignmentTerm assignment => $"{Of(assignment.Target)} {assignment.OperatorKind}= {Of(assignment.Value)}",
        LocalTerm local => At(local, "local " + Name(local.Local)),
        ParameterTerm parameter => At(parameter, "parameter " + parameter.Parameter.Name),
        ConversionTerm conversion => At(conversion, $"{(conversion.IsUserDefined ? "user-defined " : "")}conversion({Of(conversion.Operand)})"),
        UnaryTerm unary => At(unary, $"{unary.OperatorKind}({Of(unary.Operand)})"),
        BinaryTerm binary => At(binary, $"{binary.OperatorKind}({Of(binary.LeftOperand)}, {Of(binary.RightOperand)})"),
        CallTerm call => At(call, $"{(call.Instance is null ? "" : Of(call.Instance) + ".")}{call.TargetMethod.ToDisplayString()}({All(call.Arguments)})"),
        // What is left at its default stands where the call stands.
        ArgumentTerm argument => $"{(argument.IsDefault ? "default " : "")}{argument.Parameter?.Name}: {Of(argument.Value)}",
        ListTerm list => At(list, $"[{All(list.Elements)}]"),
        FieldTerm field => At(field, "field " + field.Field.ToDisplayString()),
        PropertyTerm property => At(property, $"{(property.Instance is null ? "" : Of(property.Instance))}.{property.Property.ToDisplayString()}"),
        ElementTerm element => At(element, $"{Of(element.Instance)}[{Of(element.Argument)}]"),
        ConditionalTerm conditional => At(conditional, $"({Of(conditional.Condition)} ? {Of(conditional.WhenTrue)} : {(conditional.WhenFalse is null ? "" : Of(conditional.WhenFalse))})"),
        _ => At(term, term.GetType().Name),
    };

    private static string At(Term term, string text) => string.Create(CultureInfo.InvariantCulture, $"{text}:{term.Type?.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes))}{(term.ConstantValue.HasValue ? $"={term.ConstantValue.Value?.GetType().Name} {term.ConstantValue.Value}" : "")}{(term.HasInvalidPart ? " broken" : "")}@{term.Syntax.Span}");

    private static string All(IEnumerable<Term> terms) => string.Join(", ", terms.Select(Of));

    private static string Name(object local) => local switch
    {
        ILocalSymbol symbol => symbol.Name,
        VariableDeclaratorSyntax declarator => declarator.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        _ => throw new ArgumentException($"A local is a {local.GetType().Name}.", nameof(local)),
    };
}
