using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CsCheck;

namespace NormGen.Generators.Testing.Random;

/// <summary>Draws what stands beside the result of a formula: a second result, new values of statistics or of other tensors of an update, gradients of an author's own.</summary>
/// <param name="form">The form.</param>
/// <param name="expressions">Expressions of the form.</param>
internal sealed class StatefulFormulas(FormulaForm form, RandomExpressions expressions)
{
    /// <summary>Of a tensor {1} with its number of features or channels, which are means of an element {0}.</summary>
    private static readonly string[] OfStatistics =
    [
        "(0.75 * {1} + 0.25 * {0}.MEAN)", "({1} * a + {0}.square().MEAN / 4)", "maximum({1}.abs(), {0}.abs().MEAN)", "{1}.lerp({0}.MEAN, 0.25)", "(0.9 * {1} + 0.1 * {0}.VAR)", "(0.5 * {1} + 0.5 * {0}.detach().MEAN)",
        "where({0}.MEAN > b, {1}, -{1})", "(0.5 * {1} + 0.5 * ({0} - {1}.BROADCAST).square().MEAN)", "({1} + ({0} * {1}.BROADCAST).MEAN.tanh())", "({1}.tanh() + a)", "(0.75 * {1} + 0.25 * ({0}.square().MEAN + 0.5).sqrt())",
    ];

    private static readonly string[] OfRows = ["(0.75 * v + 0.25 * {0}.mean([1L]))", "(0.8 * v + 0.2 * {0}.square().mean([1L]))", "maximum(v * a, {0}.abs().amax([1L]))", "(v + ({0}.norm(1) + 0.5).rsqrt())", "(v - {0}.var(1, unbiased: false).sqrt() / 4)"];

    /// <summary>Elements {0}, and {1}, of an update: momenta, and sums of whole tensors in a first sweep.</summary>
    private static readonly string[] OfUpdates =
    [
        "(0.9 * y + 0.1 * {0})", "(y * a + {0}.sign() / 4)", "({0} * ({1}.square().mean([0L, 1L], keepdim: true) + 0.5).rsqrt())", "(y - x * (x * {0}).mean([0L, 1L], keepdim: true))", "({0} * (1.5 / ({1}.square().sum().sqrt() + 0.5)).clamp_max(1))",
        "({0} / ({1}.abs().amax([0L, 1L]) + 0.5))", "(x - {0} / ({1}.norm(0, keepdim: true) + 0.5))", "(0.5 * y + {0} / ({1}.norm(1, keepdim: true) + 0.5))", "({0} * ({1}.abs().sum([0L, 1L]) < 3).to({0}.dtype) + 0.125 * y)",
    ];

    private static readonly string[] GradientsOfElements = ["(dy * {0}.tanh())", "(dy * {0}.sigmoid() + 0.5 * {1})", "({0}.tanh() + dy)", "(dy - {0}.tanh() * (dy * {1}.tanh()).INSIDE)", "(dy * ({0}.abs() <= 1).to({0}.dtype))", "(dy / ({0}.square().INSIDE + 0.5))"];

    private static readonly string[] GradientsOfStatistics = ["(dy * {0}.tanh()).SUM", "({0} + dy).MEAN", "(dy * ({0}.tanh() - {0}.INSIDE)).SUM", "((dy * {0}).MEAN * {1}.sigmoid())", "(dy.SUM * a)"];

    /// <summary>A formula of these for a plain one.</summary>
    public Gen<RandomFormula> Of(Gen<RandomFormula> plain) => form == FormulaForm.Update ? Updates(plain) : Results(plain);

    private static Gen<RandomFormula> With(Gen<RandomFormula> plain, Gen<Func<StatefulFormula, StatefulFormula>> added)
        => from formula in plain from add in added select (RandomFormula)add(new(formula.Form, formula.P, formula.Q, formula.Result));

    /// <summary>Updates of two tensors or more.</summary>
    private Gen<RandomFormula> Updates(Gen<RandomFormula> plain) =>
        With(plain,
            from value in Made(Kind.Element, OfUpdates, Elements(2), Elements(1))
            from y in Made(Kind.Element, OfUpdates, Elements(2), Elements(1))
            from w in Statistic(OfStatistics, "w")
            from v in Made(Kind.Statistic, OfRows, Elements(2))
            from isOfWholes in Gen.Bool
            from which in Gen.Int[1, 7]
            select (Func<StatefulFormula, StatefulFormula>)(formula =>
            {
                ImmutableArray<NewValue> updates = [.. new NewValue[] { new("y", y), new("w", w), new("v", v) }.Where((_, i) => (which >> i & 1) != 0)];
                formula = formula with { Result = isOfWholes ? value : formula.Result };
                // Where v has one number a row, drawn expressions speak of w alone.
                Expression? OfFeatures(Expression? e) => which >= 4 ? e?.With("v", "w") : e;
                return new StatefulFormula(form, OfFeatures(formula.P), OfFeatures(formula.Q), OfFeatures(formula.Result)!) { Updates = [.. updates.Select(u => u with { Value = new(u.Value.Kind, u.Value.Form, [.. u.Value.Operands.Select(o => OfFeatures(o)!)]) })] };
            }));

    /// <summary>Results, and statistics that forward or backward updates.</summary>
    private Gen<RandomFormula> Results(Gen<RandomFormula> plain) =>
        With(plain,
            from second in Gen.Frequency((2, Gen.Const((SecondResult?)null)), (1, Elements(2).Select(e => (SecondResult?)new SecondResult(e, form.Element("dz")))), (2, Numbers))
            from states in Gen.OneOf("", "v", "v", "wv")
            from w in Statistic(OfStatistics, "w")
            from v in Statistic(OfStatistics, "v")
            from hasGradients in Gen.Bool
            from late in Gen.OneOf("", "v", "w", "wv")
            from named in Gen.OneOf("x", "xw", "xyw", "xywv")
            from ofX in Made(Kind.Element, GradientsOfElements, Incoming(2), Incoming(1))
            from ofY in Made(Kind.Element, GradientsOfElements, Incoming(2), Incoming(1))
            from ofW in GradientOf("w")
            from ofV in GradientOf("v")
            from lateW in Late("w")
            from lateV in Late("v")
            select (Func<StatefulFormula, StatefulFormula>)(formula =>
            {
                bool IsLate(NewValue value) => hasGradients && states.Contains(value.Tensor, StringComparison.Ordinal) && late.Contains(value.Tensor, StringComparison.Ordinal);
                return formula with
                {
                    Second = second,
                    Updates = [.. new NewValue[] { new("w", w), new("v", v) }.Where(u => states.Contains(u.Tensor, StringComparison.Ordinal) && !IsLate(u))],
                    Gradients = !hasGradients ? [] : [.. new NewValue[] { new("x", ofX), new("y", ofY), new("w", ofW), new("v", ofV) }.Where(g => named.Contains(g.Tensor, StringComparison.Ordinal) && !states.Contains(g.Tensor, StringComparison.Ordinal))],
                    LateUpdates = [.. new NewValue[] { new("w", lateW), new("v", lateV) }.Where(IsLate)],
                };
            }));

    private Gen<Expression> Elements(int depth) => expressions.Of(Kind.Element, depth);

    /// <summary>Elements of a backward: of the tensors, or of one of them and the incoming gradient.</summary>
    private Gen<Expression> Incoming(int depth) => from e in Elements(depth) from isIncoming in Gen.Bool select isIncoming ? e.With("y", "dy") : e;

    private Gen<Expression> Statistic(string[] forms, string tensor) => Made(Kind.Statistic, forms, Elements(2), Gen.Const(new Expression(Kind.Statistic, tensor)));

    private Gen<Expression> GradientOf(string tensor) => Made(Kind.Statistic, GradientsOfStatistics, Incoming(2), Gen.Const(new Expression(Kind.Statistic, tensor)));

    private Gen<Expression> Late(string tensor) => Made(Kind.Statistic, OfStatistics, Incoming(2), Gen.Const(new Expression(Kind.Statistic, tensor)));

    /// <summary>Results that are numbers of some axes, with what broadcasts their gradients.</summary>
    private Gen<SecondResult?> Numbers =>
        from fold in Gen.OneOf(form switch
        {
            FormulaForm.Rows or FormulaForm.FeatureGroups => [("{0}.mean([-1L])", "dz.unsqueeze(-1)"), ("({0}.square().mean([-1L]) + 0.5).rsqrt()", "dz.unsqueeze(-1)"), ("{0}.amax([-1L])", "dz.unsqueeze(-1)"), ("{0}.MEAN", "dz")],
            FormulaForm.Matrix => [("{0}.mean([-1L])", "dz.unsqueeze(-1)"), ("{0}.MEAN", "dz"), ("{0}.VAR", "dz"), ("{0}.mean([0L, 1L])", "dz")],
            FormulaForm.Positions => [("{0}.MEAN", "dz.unsqueeze(-1)"), ("{0}.VAR", "dz.unsqueeze(-1)"), ("{0}.mean([2L])", "dz.unsqueeze(-1)"), ("{0}.mean([1L, 2L])", "dz.unsqueeze(-1).unsqueeze(-1)"), ("{0}.mean([0L, 1L, 2L])", "dz")],
            _ => new (string, string)[] { ("{0}.MEAN", "dz.view(1, -1, 1, 1)"), ("{0}.VAR", "dz.view(1, -1, 1, 1)"), ("{0}.mean([2L, 3L])", "dz.unsqueeze(-1).unsqueeze(-1)"), ("{0}.mean([1L, 2L, 3L])", "dz.view(x.shape[0], 1, 1, 1)"), ("{0}.mean([0L, 1L, 2L, 3L])", "dz") },
        })
        from e in Made(Kind.Statistic, [fold.Item1], Elements(2))
        select (SecondResult?)new SecondResult(e, fold.Item2);

    private Gen<Expression> Made(Kind kind, string[] forms, params Gen<Expression>[] operands)
        => from form in Gen.OneOf(forms)
           from values in operands.Aggregate(Gen.Const(ImmutableArray<Expression>.Empty), (all, next) => from list in all from e in next select list.Add(e))
           select new Expression(kind, InForm(form), values);

    /// <summary>Sums over rows and over what a row has, as the form writes them.</summary>
    private string InForm(string text)
    {
        var (prefix, axes, inside, broadcast) = form switch
        {
            FormulaForm.Rows or FormulaForm.FeatureGroups => ("reshape(-1, x.shape[^1]).", "[0L]", "[-1L]", ""),
            FormulaForm.Matrix or FormulaForm.Update => ("", "[0L]", "[-1L]", ""),
            FormulaForm.Positions => ("", "[0L, 2L]", "[2L]", ".unsqueeze(-1)"),
            _ => ("", "[0L, 2L, 3L]", "[2L, 3L]", ".view(1, -1, 1, 1)"),
        };
        return Regex.Replace(text, @"\bdy\b", form.Element("dy")).Replace("INSIDE", $"mean({inside}, keepdim: true)", StringComparison.Ordinal).Replace(".BROADCAST", broadcast, StringComparison.Ordinal)
            .Replace("MEAN", $"{prefix}mean({axes})", StringComparison.Ordinal).Replace("SUM", $"{prefix}sum({axes})", StringComparison.Ordinal).Replace("VAR", $"{prefix}var({axes}, unbiased: false)", StringComparison.Ordinal);
    }
}
