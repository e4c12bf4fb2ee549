using System.Collections.Concurrent;
using CsCheck;

namespace NormGen.Generators.Testing.Random;

/// <summary>Draws expressions from all operations that the reader takes. Intermediate values stay of the size of their inputs, so that rounding stays below a comparison's tolerance.</summary>
/// <param name="form">Which sums are among them, and how parameters stand beside elements.</param>
/// <param name="groups">The number of groups in the formula's words, where the form has some.</param>
internal sealed class RandomExpressions(FormulaForm form, string groups = "2")
{
    private readonly string[] folds = FoldWords.Folds(form);
    private readonly string[] elements = FoldWords.Elements(form, groups);
    private readonly ConcurrentDictionary<(Kind, int), Gen<Expression>> made = new();

    /// <summary>Expressions of a kind, of at most so many operations one inside the other.</summary>
    public Gen<Expression> Of(Kind kind, int depth) => made.GetOrAdd((kind, Math.Max(depth, 0)), key => Make(key.Item1, key.Item2));

    private Gen<Expression> Make(Kind kind, int depth) => depth == 0 ? Leaf(kind) : kind switch
    {
        Kind.Element => Gen.Frequency((1, Leaf(kind)), (4, Unary(kind, depth)), (4, Binary(kind, depth)), (2, Choice(kind, depth)), (2, OfRow(depth)), (form.HasGroups() ? 2 : 1, Make(kind, elements, Of(kind, depth - 1)))),
        Kind.Feature => Gen.Frequency((2, Leaf(kind)), (3, Unary(kind, depth)), (3, Binary(kind, depth)), (1, Choice(kind, depth)), (1, OfFeatures(depth))),
        Kind.Row => Gen.Frequency((4, Make(kind, folds, Of(Kind.Element, depth - 1))), (3, Unary(kind, depth)), (2, Binary(kind, depth)), (1, Choice(kind, depth))),
        _ => Gen.Frequency((3, Leaf(kind)), (1, Binary(kind, depth))),
    };

    private Gen<Expression> Leaf(Kind kind) => kind == Kind.Number ? Gen.OneOf(FormulaWords.Numbers).Select(text => new Expression(kind, form.IsOverChannels() ? text.Replace("shape[^1]", "shape[1]", StringComparison.Ordinal) : text)) : Gen.Frequency((kind == Kind.Row ? 2 : 8, Parameter(kind)), (1, Rounded(kind)), (kind == Kind.Row ? 4 : 0, Mean));

    /// <summary>A tensor of the formula, as it stands beside elements.</summary>
    private Gen<Expression> Parameter(Kind kind) => (kind switch
    {
        Kind.Element => Gen.OneOf(form.Element("x"), form.Element("y")),
        Kind.Feature => Gen.OneOf(form.Beside("w"), form.Beside("v")),
        // At each position there is a number for all groups; what else is folded there for each of them would have to be kept.
        _ when form == FormulaForm.Groups => Gen.OneOf(form.Beside("r"), form.Beside("n")),
        _ when form.IsOverChannels() => Gen.OneOf(form.Beside("r"), form.Beside("n"), form.Beside("m")),
        _ => Gen.Const(form.Beside("r")),
    }).Select(text => new Expression(kind, text));

    private Gen<Expression> Rounded(Kind kind) => Make(kind, FormulaWords.Roundings, Parameter(kind));

    private Gen<Expression> Mean => (form switch
    {
        FormulaForm.Positions => Gen.OneOf("x.flatten(2).mean([2L], keepdim: true)", "y.flatten(2).mean([0L, 2L], keepdim: true)", "x.flatten(2).mean([1L, 2L], keepdim: true)"),
        _ when form.IsOverChannels() => Gen.OneOf("x.mean([2L, 3L], keepdim: true)", "y.mean([0L, 2L, 3L], keepdim: true)", "x.mean([1L, 2L, 3L], keepdim: true)"),
        FormulaForm.Matrix or FormulaForm.Update => Gen.OneOf("x.mean([-1L], keepdim: true)", "y.mean([0L], keepdim: true)"),
        _ => Gen.OneOf("x.mean([-1L], keepdim: true)", "y.mean([-1L], keepdim: true)"),
    }).Select(text => new Expression(Kind.Row, text));

    private Gen<Expression> Unary(Kind kind, int depth) => Gen.Frequency((5, Make(kind, FormulaWords.Pointwise, Of(kind, depth - 1))), (1, Make(kind, FormulaWords.Spellings, Of(kind, depth - 1))));

    private Gen<Expression> Binary(Kind kind, int depth)
        => from other in Lower(kind)
           from u in Of(kind, depth - 1)
           from t in Of(other, depth - 1)
           from form in Gen.OneOf(FormulaWords.OfTwo)
           select kind == Kind.Number ? new Expression(kind, "({0} + {1})", u, t) : other == Kind.Number && NeedsTensor(form) ? new Expression(kind, "({0} * ({1}))", u, t) : new Expression(kind, form, u, t);

    /// <summary>Whether a form calls something on its second operand, or passes it where a tensor must stand.</summary>
    private static bool NeedsTensor(string form) => form.Contains("{1}.", StringComparison.Ordinal) || new[] { "mum(", "lerp", "addc", "max(", ".min(", "alpha" }.Any(call => form.Contains(call, StringComparison.Ordinal));

    private Gen<Expression> Choice(Kind kind, int depth) => Gen.Frequency(
        (5, Make(kind, FormulaWords.Choices, Of(kind, depth - 1), Of(kind, depth - 1), Of(kind, depth - 2))),
        (2, Make(kind, [.. FormulaWords.Conditions.Select(condition => $"where({condition}, {{0}}, {{1}})")], Of(kind, depth - 1), Of(kind, depth - 1), Of(kind, depth - 2))),
        // Both must have one shape, as elements have.
        (kind == Kind.Element ? 1 : 0, Make(kind, ["(a > b ? {0} : {1})", "(b > seed ? {0} : {1})"], Of(kind, depth - 1), Of(kind, depth - 1))));

    private Gen<Expression> OfRow(int depth) => Make(Kind.Element, ["({0} - {1})", "({0} * {1}.tanh())", "({0} / ({1}.abs() + 0.5))", "({0} + {1})"], Of(Kind.Element, depth - 1), Of(Kind.Row, depth - 1));

    /// <summary>What the features or channels of a parameter have in common.</summary>
    private Gen<Expression> OfFeatures(int depth) => Make(Kind.Feature, [.. new[] { "({0} - {0}.mean([D], keepdim: true))", "({0} / (linalg.vector_norm({0}, 2, [D], true) + 0.5))", "({0} * {0}.square().mean([D], keepdim: true))", "({0} - {0}.tanh().amax([D], keepdim: true))" }
        .Select(text => text.Replace("[D]", form == FormulaForm.Positions ? "[0L]" : form.IsOverChannels() ? "[1L]" : "[-1L]", StringComparison.Ordinal))], Of(Kind.Feature, depth - 1));

    /// <summary>The kinds that broadcast to a kind.</summary>
    private static Gen<Kind> Lower(Kind kind) => kind switch
    {
        Kind.Element => Gen.OneOf(Kind.Element, Kind.Element, Kind.Feature, Kind.Row, Kind.Number),
        Kind.Feature => Gen.OneOf(Kind.Feature, Kind.Number),
        Kind.Row => Gen.OneOf(Kind.Row, Kind.Number),
        _ => Gen.Const(Kind.Number),
    };

    private static Gen<Expression> Make(Kind kind, string[] forms, Gen<Expression> u) => from form in Gen.OneOf(forms) from a in u select new Expression(kind, form, a);

    private static Gen<Expression> Make(Kind kind, string[] forms, Gen<Expression> u, Gen<Expression> t) => from form in Gen.OneOf(forms) from a in u from b in t select new Expression(kind, form, a, b);

    private static Gen<Expression> Make(Kind kind, string[] forms, Gen<Expression> u, Gen<Expression> t, Gen<Expression> s)
        => from form in Gen.OneOf(forms) from a in u from b in t from c in s select new Expression(kind, form, a, b, c);
}
