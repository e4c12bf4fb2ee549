using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>What an operator, a call or a conversion is applied to, before it is known how.</summary>
/// <param name="Syntax">Where it stands, without parentheses.</param>
/// <param name="Value">Its term; null for a collection expression, which has no type of its own.</param>
/// <param name="Elements">The elements of a collection expression.</param>
internal sealed record Operand(ExpressionSyntax Syntax, Term? Value, ImmutableArray<Operand> Elements)
{
    /// <summary>Whether it is a collection expression.</summary>
    public bool IsList => Value is null;

    /// <summary>Adds what the choice of an operator or overload can depend on.</summary>
    public void AskWith(List<object> words)
    {
        if (IsList)
        {
            words.Add("[");
            foreach (var element in Elements) element.AskWith(words);
            words.Add("]");
            return;
        }

        words.Add((object?)Value!.Type ?? "null");
        if (Value.ConstantValue.HasValue) words.Add(Constants.ClassOf(Value.ConstantValue));
    }

    /// <summary>The term after what becomes of it; null where a constant cannot be followed.</summary>
    public Term? After(OperandAnswer answer)
    {
        var term = Value;
        if (IsList)
        {
            var elements = Elements.Select((element, i) => element.After(answer.Elements[i])).ToImmutableArray();
            if (elements.Contains(null)) return null;
            term = new ListTerm(new(Syntax, answer.ListType), elements!);
        }

        return After(term!, answer.Conversions);
    }

    /// <summary>A term after conversions.</summary>
    public static Term? After(Term term, ImmutableArray<ConversionAnswer> conversions)
    {
        foreach (var conversion in conversions)
        {
            Optional<object?> constant = default;
            if (conversion.IsConstant)
            {
                if (!term.ConstantValue.HasValue) return null;
                constant = Constants.Converted(term.ConstantValue.Value, conversion.Type);
                if (!constant.HasValue) return null;
            }

            term = new ConversionTerm(new(term.Syntax, conversion.Type, constant), term, conversion.IsUserDefined);
        }

        return term;
    }
}
