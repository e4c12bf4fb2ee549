namespace NormGen.Generators.Testing.Random;

/// <summary>How a form writes what all of them have.</summary>
internal static class FormulaForms
{
    /// <summary>Whether w and v hold a number for each channel.</summary>
    public static bool IsOverChannels(this FormulaForm form) => form is FormulaForm.Channels or FormulaForm.Groups or FormulaForm.Positions;

    /// <summary>Whether something is cut into groups.</summary>
    public static bool HasGroups(this FormulaForm form) => form is FormulaForm.Groups or FormulaForm.FeatureGroups;

    /// <summary>A tensor of the size of x, as expressions of elements have it.</summary>
    public static string Element(this FormulaForm form, string tensor) => form == FormulaForm.Positions ? tensor + ".flatten(2)" : tensor;

    /// <summary>An expression of elements, as a result has it.</summary>
    public static string Result(this FormulaForm form, string element) => form == FormulaForm.Positions ? $"({element}).reshape(x.shape)" : element;

    /// <summary>A parameter beside elements.</summary>
    public static string Beside(this FormulaForm form, string tensor) => (tensor, form) switch
    {
        ("w", FormulaForm.Channels or FormulaForm.Groups) => "w.view(1, -1, 1, 1)",
        ("v", FormulaForm.Channels or FormulaForm.Groups) => "v.reshape(1, x.shape[1], 1, 1)",
        ("w" or "v", FormulaForm.Positions) => tensor + ".unsqueeze(-1)",
        ("r", FormulaForm.Channels or FormulaForm.Groups) => "r.view(-1, 1, 1, 1)",
        ("r", FormulaForm.Positions) => "r.unsqueeze(-1).unsqueeze(-1)",
        ("r", _) => "r.unsqueeze(-1)",
        ("n", FormulaForm.Positions) => "n.unsqueeze(-1)",
        ("n", _) => "n.unsqueeze(-1).unsqueeze(-1)",
        ("m", FormulaForm.Positions) => "m.flatten(2)",
        _ => tensor,
    };

    /// <summary>The dimensions that a form folds, with how many numbers each fold is of.</summary>
    public static (string Dimensions, string Count)[] Folds(this FormulaForm form) => form switch
    {
        FormulaForm.Rows or FormulaForm.FeatureGroups => [("-1L", "{0}.shape[^1]")],
        // That there are two dimensions is known of an update alone before it folds the first.
        FormulaForm.Matrix or FormulaForm.Update => [("-1L", "{0}.size(-1)"), .. form == FormulaForm.Matrix ? [] : new[] { ("1L", "{0}.shape[1]") }, ("0L", "{0}.shape[0]"), ("0L", "{0}.size(0)"), ("0L, 1L", "{0}.numel()")],
        FormulaForm.Positions =>
        [
            ("2L", "{0}.shape[2]"), ("1L, 2L", "({0}.shape[1] * {0}.shape[2])"), ("0L, 2L", "({0}.shape[0] * {0}.shape[2])"), ("0L, 1L, 2L", "{0}.numel()"), ("1L", "{0}.shape[1]"), ("0L", "{0}.shape[0]"), ("0L, 1L", "({0}.shape[0] * {0}.shape[1])"),
        ],
        // What is left of a group at each position is kept nowhere: a kernel of groups folds positions as well.
        _ =>
        [
            ("2L, 3L", "({0}.shape[2] * {0}.shape[3])"), ("1L, 2L, 3L", "({0}.shape[1] * {0}.shape[2] * {0}.shape[3])"), ("0L, 2L, 3L", "({0}.shape[0] * {0}.shape[2] * {0}.shape[3])"), ("0L, 1L, 2L, 3L", "{0}.numel()"),
            .. form == FormulaForm.Groups ? [] : new[] { ("1L", "{0}.shape[1]"), ("0L", "{0}.shape[0]"), ("0L, 1L", "({0}.shape[0] * {0}.shape[1])") },
        ],
    };
}
