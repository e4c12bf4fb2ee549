using CsCheck;

namespace NormGen.Generators.Testing.Random;

/// <summary>Draws expressions from all operations that the reader takes. Intermediate values stay of the size of their inputs, so that rounding stays below a comparison's tolerance.</summary>
/// <param name="form">Which sums are among them, and how parameters stand beside elements.</param>
internal sealed class RandomExpressions(FormulaForm form)
{
    private static readonly string[] Pointwise =
    [
        "(-{0})", "{0}.abs()", "{0}.tanh()", "{0}.sigmoid()", "{0}.erf()", "({0}.square() + 0.5).rsqrt()", "({0}.abs() + 0.5).sqrt()", "({0}.abs() + 0.75).log()",
        "{0}.clamp(-2, 2).exp()", "{0}.clamp(a - 1.5, 2).square()", "{0}.clamp_min(b)", "{0}.clamp_max(0.5)", "({0}.abs() + 0.5).reciprocal()", "{0}.relu()", "nn.functional.silu({0})",
        "nn.functional.gelu({0})", "nn.functional.elu({0}, 0.5)", "nn.functional.leaky_relu({0}, 0.1)", "nn.functional.softplus({0})", "nn.functional.mish({0})", "{0}.sign()", "{0}.detach()",
        "({0}.abs() + 0.5).pow(1.5)", "{0}.tanh().pow(3)", "({0}.abs() + 0.5).pow(-0.5)", "({0}.abs() + 0.5).pow(a)", "nn.functional.softsign({0})", "({0}.abs() + 1).log2()", "({0}.square() + 1).log10()",
        "({0} * 0.5).tanh().exp2()", "nn.functional.gelu({0}, TorchSharp.Modules.GELU.Approximate.tanh)", "(1 - {0}.tanh())", "({0} / 3)",
        "CounterRandom.dropout({0}, 0.3, 7)", "CounterRandom.dropout({0}, Math.Abs(b) / 4, 11)", "({0} + 0.25 * CounterRandom.uniform_like({0}, 5)).to({0}.dtype)", "({0} * (CounterRandom.uniform_like({0}, -3) < 0.5).to({0}.dtype))",
    ];

    private static readonly string[] OfTwo =
    [
        "({0} + {1})", "({0} - {1})", "({1} - {0})", "({0}.tanh() * {1})", "({0} * {1}.sigmoid())", "({0} / ({1}.abs() + 0.5))", "({1}.tanh() / ({0}.abs() + 0.5))", "maximum({0}, {1})", "minimum({0}, {1})",
        "(({0}.abs() + 0.5).pow({1}.tanh()))", "{0}.lerp({1}, 0.25)", "({0} + 0.5 * {1}.tanh() * {0}.tanh())",
    ];

    private static readonly string[] Choices =
        ["where({2} > 0.1, {0}, {1})", "where({2} <= {0}, {1}, {0} * 0.5)", "(({2} < 0.3).to({0}.dtype) * {0})", "where(({2} > -0.5) & ({2}.abs() < 1), {0}, -{1})", "{0}.where({2} >= 0, {1})"];

    private static readonly string[] OverFeatures =
    [
        "{0}.mean([-1L], keepdim: true)", "({0}.sum(-1, keepdim: true) / {0}.shape[^1])", "{0}.amax([-1L], keepdim: true)", "{0}.amin([-1L], keepdim: true)", "{0}.var(-1, unbiased: false, keepdim: true)",
        "{0}.square().mean([-1L], keepdim: true)", "({0}.norm(-1, keepdim: true) / Math.Sqrt({0}.shape[^1]))", "({0}.square().sum(-1) / {0}.size(-1)).unsqueeze(-1)", "{0}.tanh().logsumexp(-1, keepdim: true)",
        "({0} * w).mean([-1L], keepdim: true)", "({0}.var(-1, unbiased: false, keepdim: true) + 0.5).sqrt()",
    ];

    private static readonly string[] OverRows =
    [
        "{0}.mean([0L], keepdim: true)", "{0}.var(0, unbiased: false, keepdim: true)", "{0}.square().mean([0L], keepdim: true)", "({0} * w).mean([0L], keepdim: true)", "({0}.square().mean([0L], keepdim: true) + 0.5).sqrt()",
        "({0}.norm(0, keepdim: true) / Math.Sqrt({0}.shape[0]))", "({0}.sum(0, keepdim: true) / {0}.shape[0])",
    ];

    private static readonly string[] OverImages =
    [
        "{0}.mean([2L, 3L], keepdim: true)", "{0}.var([2L, 3L], unbiased: false, keepdim: true)", "{0}.square().mean([2L, 3L], keepdim: true)", "{0}.amax([2L, 3L], keepdim: true)",
        "{0}.mean([1L, 2L, 3L], keepdim: true)", "{0}.var([1L, 2L, 3L], unbiased: false, keepdim: true)", "{0}.amin([1L, 2L, 3L], keepdim: true)", "({0} * w.view(1, -1, 1, 1)).mean([1L, 2L, 3L], keepdim: true)",
        "{0}.mean([0L, 2L, 3L], keepdim: true)", "{0}.var([0L, 2L, 3L], unbiased: false, keepdim: true)", "({0}.square().mean([0L, 2L, 3L], keepdim: true) + 0.5).sqrt()",
        "{0}.mean([0L, 1L, 2L, 3L], keepdim: true)", "{0}.mean([1L], keepdim: true)", "({0} * w.view(1, -1, 1, 1)).amax([1L], keepdim: true)", "({0}.sum([2L, 3L]) / ({0}.shape[2] * {0}.shape[3])).view({0}.shape[0], {0}.shape[1], 1, 1)", "{0}.flatten(2).mean([2L]).unsqueeze(-1).unsqueeze(-1)",
    ];

    private static readonly string[] OfGroups =
    [
        "({0}.reshape(x.shape[0], 2, -1) * ({0}.reshape(x.shape[0], 2, -1).square().mean([2L], keepdim: true) + 0.5).rsqrt()).reshape(x.shape)",
        "({0}.reshape(x.shape[0], 2, -1) - {0}.reshape(x.shape[0], 2, -1).mean([2L], keepdim: true)).view_as(x)",
        "({0}.reshape(x.shape[0], 2, x.shape[1] / 2, x.shape[2], x.shape[3]) / ({0}.reshape(x.shape[0], 2, -1, x.shape[2], x.shape[3]).var([2L, 3L, 4L], unbiased: false, keepdim: true) + 0.5).sqrt()).reshape(x.shape)",
        "({0}.unflatten(1, 2, x.shape[1] / 2) * {0}.unflatten(1, 2, x.shape[1] / 2).amax([2L, 3L, 4L], keepdim: true).tanh()).flatten(1, 2)",
        "({0}.unflatten(1, 2, x.shape[1] / 2) * {0}.unflatten(1, 2, x.shape[1] / 2).mean([0L, 2L, 3L, 4L], keepdim: true).tanh()).flatten(1, 2)",
    ];

    private readonly string[] reductions = form switch { FormulaForm.Rows => OverFeatures, FormulaForm.Matrix or FormulaForm.Update => [.. OverFeatures, .. OverRows], FormulaForm.Groups => [.. OverImages.Where(r => !r.Contains("([1L]", StringComparison.Ordinal))], _ => OverImages };

    private bool IsOverChannels => form is FormulaForm.Channels or FormulaForm.Groups;

    /// <summary>Expressions of a kind, of at most so many operations one inside the other.</summary>
    public Gen<Expression> Of(Kind kind, int depth) => depth <= 0 ? Leaf(kind) : kind switch
    {
        Kind.Element => Gen.Frequency((1, Leaf(kind)), (4, Unary(kind, depth)), (4, Binary(kind, depth)), (2, Choice(kind, depth)), (2, OfRow(depth)), (1, IsOverChannels ? Grouped(depth) : Softmax(depth))),
        Kind.Feature => Gen.Frequency((2, Leaf(kind)), (3, Unary(kind, depth)), (3, Binary(kind, depth)), (1, Choice(kind, depth))),
        Kind.Row => Gen.Frequency((4, Reduction(depth)), (3, Unary(kind, depth)), (2, Binary(kind, depth)), (1, Choice(kind, depth))),
        _ => Gen.Frequency((3, Leaf(kind)), (1, Binary(kind, depth))),
    };

    private Gen<Expression> Leaf(Kind kind) => (kind switch
    {
        Kind.Element => Gen.OneOf("x", "y"),
        Kind.Feature when IsOverChannels => Gen.OneOf("w.view(1, -1, 1, 1)", "v.reshape(1, x.shape[1], 1, 1)"),
        Kind.Feature => Gen.OneOf("w", "v"),
        Kind.Row when IsOverChannels => Gen.OneOf("x.mean([2L, 3L], keepdim: true)", "y.mean([0L, 2L, 3L], keepdim: true)", "x.mean([1L, 2L, 3L], keepdim: true)"),
        Kind.Row when form != FormulaForm.Rows => Gen.OneOf("x.mean([-1L], keepdim: true)", "y.mean([0L], keepdim: true)"),
        Kind.Row => Gen.OneOf("x.mean([-1L], keepdim: true)", "y.mean([-1L], keepdim: true)"),
        _ => Gen.OneOf("a", "b", "0.5", "2", "-1.5", "(a - b)", "Math.Abs(b)", "Math.Sqrt(a)", "Math.Max(a, b)", "(a > b ? a : b)"),
    }).Select(text => new Expression(kind, text));

    private Gen<Expression> Unary(Kind kind, int depth) => Make(kind, Pointwise, Of(kind, depth - 1));

    private Gen<Expression> Binary(Kind kind, int depth)
        => from other in Lower(kind)
           from u in Of(kind, depth - 1)
           from t in Of(other, depth - 1)
           from form in Gen.OneOf(OfTwo)
           select kind == Kind.Number ? new Expression(kind, "({0} + {1})", u, t) : other == Kind.Number && NeedsTensor(form) ? new Expression(kind, "({0} * ({1}))", u, t) : new Expression(kind, form, u, t);

    /// <summary>Whether a form calls something on its second operand, or passes it where a tensor must stand.</summary>
    private static bool NeedsTensor(string form) => form.Contains("{1}.", StringComparison.Ordinal) || form.Contains("mum(", StringComparison.Ordinal) || form.Contains("lerp", StringComparison.Ordinal);

    private Gen<Expression> Choice(Kind kind, int depth) => Make(kind, Choices, Of(kind, depth - 1), Of(kind, depth - 1), Of(kind, depth - 2));

    private Gen<Expression> OfRow(int depth) => Make(Kind.Element, ["({0} - {1})", "({0} * {1}.tanh())", "({0} / ({1}.abs() + 0.5))", "({0} + {1})"], Of(Kind.Element, depth - 1), Of(Kind.Row, depth - 1));

    private Gen<Expression> Reduction(int depth) => Make(Kind.Row, reductions, Of(Kind.Element, depth - 1));

    private Gen<Expression> Grouped(int depth) => form == FormulaForm.Groups ? Make(Kind.Element, OfGroups, Of(Kind.Element, depth - 1)) : Unary(Kind.Element, depth);

    private Gen<Expression> Softmax(int depth) => Make(Kind.Element, ["softmax({0}, -1)", "nn.functional.log_softmax({0}.tanh(), -1)"], Of(Kind.Element, depth - 1));

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
