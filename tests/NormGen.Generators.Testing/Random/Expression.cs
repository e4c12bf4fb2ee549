using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace NormGen.Generators.Testing.Random;

/// <summary>What an expression varies over: elements, features, rows (with a last axis of one; or features with a first axis of one, where a formula folds rows), or nothing.</summary>
internal enum Kind
{
    Element,
    Feature,
    Row,
    Number,

    /// <summary>A number for each feature, channel or row, or one, without dimensions of length one: what updates of statistics and results beside others are made of.</summary>
    Statistic,
}

/// <summary>A drawn expression, as a tree so that it can be made smaller.</summary>
/// <param name="Kind">What it varies over.</param>
/// <param name="Form">Its text, with {0}, {1} .. for the operands.</param>
/// <param name="Operands">The operands.</param>
internal sealed record Expression(Kind Kind, string Form, params ImmutableArray<Expression> Operands)
{
    /// <summary>How many expressions it is made of.</summary>
    public int Size { get; } = 1 + Operands.Sum(o => o.Size);

    /// <summary>Smaller expressions of the same kind: one that stands inside, the simplest one, or this one with a smaller operand.</summary>
    public IEnumerable<Expression> Smaller => Inside.Where(e => e.Kind == Kind).Concat(Size > 1 && Kind != Kind.Statistic ? [Simplest] : [])
        .Concat(Operands.SelectMany((operand, i) => operand.Smaller.Select(smaller => this with { Operands = Operands.SetItem(i, smaller) })))
        .Select(e => new Expression(e.Kind, e.Form, e.Operands));

    /// <summary>The same of another tensor.</summary>
    public Expression With(string name, string other) => new(Kind, Regex.Replace(Form, $@"\b{name}\b", other), [.. Operands.Select(o => o.With(name, other))]);

    private IEnumerable<Expression> Inside => Operands.SelectMany(o => o.Inside.Prepend(o));

    private Expression Simplest => new(Kind, Kind switch { Kind.Element => "x", Kind.Feature => "w", Kind.Row => "x.mean([-1L], keepdim: true)", _ => "a" });

    public bool Equals(Expression? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Operands.IsEmpty ? Form : string.Format(CultureInfo.InvariantCulture, Form, [.. Operands]);
}
