namespace NormGen.Generators.Testing.Random;

/// <summary>Folds of elements {0} that broadcast over them, by the words of a form.</summary>
internal static class FoldWords
{
    /// <summary>Of any dimensions D, of N numbers. A deviation stands squared: of equal numbers, which expanded tensors have, it is the root of a rounding error, and its slope anything.</summary>
    private static readonly string[] OfAny =
    [
        "{0}.mean([D], keepdim: true)", "({0}.sum([D], keepdim: true) / N)", "{0}.amax([D], keepdim: true)", "{0}.amin([D], keepdim: true)", "{0}.var([D], unbiased: false, keepdim: true)", "{0}.std([D], unbiased: false, keepdim: true).square()",
        "{0}.square().mean([D], keepdim: true)", "({0}.square().mean([D], keepdim: true) + 0.5).sqrt()", "({0} * W).mean([D], keepdim: true)", "({0}.var([D], unbiased: false, keepdim: true) + 0.5).sqrt()", "(linalg.vector_norm({0}, 2, [D], true) / Math.Sqrt(N))",
        "(linalg.vector_norm({0}, 1, [D], true) / N)", "Sum(var_mean({0}, [D], unbiased: false, keepdim: true))", "Spread(std_mean({0}, [D], unbiased: false, keepdim: true))", "({0} * W).amax([D], keepdim: true)",
    ];

    /// <summary>Of one dimension D, of N numbers.</summary>
    private static readonly string[] OfOne =
    [
        "{0}.tanh().logsumexp(D, keepdim: true)", "({0}.norm(I, keepdim: true) / Math.Sqrt(N))", "({0}.norm(I, keepdim: true, p: 1) / N)", "({0}.sum(D, keepdim: true) / N)", "{0}.mean([D]).unsqueeze(I)", "{0}.amax([D], keepdim: true).squeeze(I).unsqueeze(I)",
    ];

    /// <summary>Of rows to one number each, and of all rows to one number a feature.</summary>
    private static readonly string[] OfRows =
    [
        "({0}.square().sum(-1) / {0}.size(-1)).unsqueeze(-1)", "{0}.reshape(-1, x.shape[^1]).mean([0L])", "{0}.reshape(-1, x.shape[^1]).var(0, unbiased: false)", "{0}.reshape(-1, x.shape[^1]).square().mean([0L])", "({0} * w).reshape(-1, x.shape[^1]).amax([0L])",
    ];

    /// <summary>Of all elements of a matrix.</summary>
    private static readonly string[] OfMatrices = ["{0}.mean()", "({0}.sum() / {0}.numel())", "({0}.square().sum().sqrt() / ({0}.numel() + 1))", "{0}.mean([0L]).mean([0L])"];

    /// <summary>Of images.</summary>
    private static readonly string[] OfImages = ["({0}.sum([2L, 3L]) / ({0}.shape[2] * {0}.shape[3])).view({0}.shape[0], {0}.shape[1], 1, 1)", "{0}.flatten(2).mean([2L]).unsqueeze(-1).unsqueeze(-1)", "{0}.mean()", "{0}.flatten(1).amax([1L]).reshape(-1, 1, 1, 1)"];

    /// <summary>Expressions of elements that fold one dimension and keep it; D is the dimension.</summary>
    private static readonly string[] Shares = ["softmax({0}, D)", "nn.functional.log_softmax({0}.tanh(), D)", "nn.functional.softmin({0}, D)", "nn.functional.normalize({0}, 2, D, 0.5)", "nn.functional.normalize({0}, p: 1, dim: D, eps: 0.25)"];

    /// <summary>Elements of groups U, with dimensions S that a group has beside the one that it leads.</summary>
    private static readonly string[] OfGroups =
    [
        "(U * (U.square().mean([S], keepdim: true) + 0.5).rsqrt())", "(U - U.mean([S], keepdim: true))", "(U / (U.var([S], unbiased: false, keepdim: true) + 0.5).sqrt())", "(U * U.amax([S], keepdim: true).tanh())", "(U - U.tanh().amin([S], keepdim: true))",
        "(U * U.mean([0L, S], keepdim: true).tanh())", "(U - U.mean([1L, S], keepdim: true) * 0.5)",
    ];

    /// <summary>The same of groups of features alone, which can be folded apart from what they hold.</summary>
    private static readonly string[] OfFeatureGroups = ["(softmax(U, -1) * U.mean([-2L, -1L], keepdim: true).sigmoid())", "(U - U.mean([1L], keepdim: true))", "(U * U.amax([1L], keepdim: true).tanh())", "(U + U.tanh().amin([1L], keepdim: true))", "(U - U.mean([0L], keepdim: true))"];

    /// <summary>All folds to fewer numbers.</summary>
    public static string[] Folds(FormulaForm form) =>
    [
        .. form.Folds().SelectMany(f => OfAny.Concat(f.Dimensions.Contains(',', StringComparison.Ordinal) ? [] : OfOne).Select(text => Of(text, form, f.Dimensions, f.Count))),
        .. form is FormulaForm.Rows or FormulaForm.FeatureGroups ? OfRows : form is FormulaForm.Matrix or FormulaForm.Update ? OfMatrices : form is FormulaForm.Channels or FormulaForm.Groups ? OfImages : [],
    ];

    /// <summary>All folds that leave elements.</summary>
    public static string[] Elements(FormulaForm form, string groups) => form switch
    {
        FormulaForm.Groups =>
        [
            .. new[] { "x.shape[1] / G, x.shape[2], x.shape[3]", "-1, x.shape[2], x.shape[3]" }.SelectMany(rest => OfGroups.Select(text => Cut(text, $"reshape(x.shape[0], G, {rest})", "2L, 3L, 4L", "reshape(x.shape)", groups))),
            .. OfGroups.Select(text => Cut(text, "reshape(x.shape[0], G, -1)", "2L", "view_as(x)", groups)),
            .. OfGroups.Select(text => Cut(text, "unflatten(1, G, x.shape[1] / G)", "2L, 3L, 4L", "flatten(1, 2)", groups)),
        ],
        FormulaForm.FeatureGroups => [.. OfGroups.Concat(OfFeatureGroups).SelectMany(text => new[] { "reshape(-1, G, x.shape[^1] / G)", "reshape(-1, G, x.size(-1) / G)" }.Select(cut => Cut(text, cut, "2L", "reshape(x.shape)", groups)))],
        FormulaForm.Channels or FormulaForm.Positions => [.. Shares.Select(text => Of(text, form, "1", "")), .. form == FormulaForm.Channels ? ["softmax({0}.flatten(2), -1).reshape(x.shape)"] : Shares.Select(text => Of(text, form, "2", ""))],
        FormulaForm.Rows => [.. Shares.Select(text => Of(text, form, "-1", "")), "Gated({0}, w, a)", "Gated({0}, v, 0.5)", "NormGen.Modules.Norms.RMSNorm({0}, w, 0.5)", "NormGen.Modules.Norms.LayerNorm({0}, w, v, 0.5)"],
        _ => [.. Shares.SelectMany(text => new[] { "-1", "0" }.Select(d => Of(text, form, d, ""))), "NormGen.Modules.Norms.RMSNorm({0}, w, 0.5)"],
    };

    /// <summary>D as a dimension, I the same as an int.</summary>
    private static string Of(string text, FormulaForm form, string dimensions, string count)
        => text.Replace("D", dimensions, StringComparison.Ordinal).Replace("(I", "(" + dimensions.TrimEnd('L'), StringComparison.Ordinal).Replace("N)", count + ")", StringComparison.Ordinal).Replace("W", form.Beside("w"), StringComparison.Ordinal);

    private static string Cut(string text, string cut, string inside, string back, string groups)
        => $"{text.Replace("U", "{0}." + cut, StringComparison.Ordinal).Replace("S]", inside + "]", StringComparison.Ordinal)}.{back}".Replace("G", groups, StringComparison.Ordinal);
}
