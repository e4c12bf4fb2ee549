using System.Text.RegularExpressions;

namespace NormGen.Generators.Testing.Random;

/// <summary>Parameters that a drawn formula has where it speaks of them, between the tensors that all formulas have and the numbers.</summary>
internal static class FormulaParameters
{
    /// <summary>How many tensors a formula has at most.</summary>
    public const int MostTensors = 7;

    private static readonly (string Name, string Attribute)[] Tensors = [("r", "PerRow"), ("n", "PerInstance"), ("m", "PerPosition")];

    /// <summary>Numbers of groups, and a seed. They have defaults, as the comparison calls by defaults.</summary>
    private static readonly (string Name, int Value)[] Numbers = [("groups", 2), ("whole", 1), ("seed", 12)];

    /// <summary>The parameters of the fused method that a text speaks of, each behind a comma: tensors, and numbers.</summary>
    public static (string Tensors, string Numbers) Declared(string text) => (string.Concat(Tensors.Where(t => IsIn(text, t.Name)).Select(t => $", [{t.Attribute}] Tensor {t.Name}")), string.Concat(Numbers.Where(n => IsIn(text, n.Name)).Select(n => $", long {n.Name} = {n.Value}")));

    /// <summary>The same as parameters of the formula.</summary>
    public static (string Tensors, string Numbers) Plain(string text) => (string.Concat(Tensors.Where(t => IsIn(text, t.Name)).Select(t => ", Tensor " + t.Name)), string.Concat(Numbers.Where(n => IsIn(text, n.Name)).Select(n => ", long " + n.Name)));

    private static bool IsIn(string text, string name) => Regex.IsMatch(text, $@"\b{name}\b");
}
