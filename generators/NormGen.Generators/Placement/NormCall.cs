using System.Globalization;
using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>The text of calls of a norm's fused method. Parameters are read from the module on every call, so that they are right after <c>.to()</c>.</summary>
internal static class NormCall
{
    /// <summary>The method over a value, with the parameters of one generated norm.</summary>
    public static string Text(NormModel norm, NormMember member, string value)
        => $"{Method(norm.Formula!)}({string.Join(", ", norm.Arguments.Select(a => Argument(a, "this." + member.Field)).Prepend(value))})";

    /// <summary>The method's full name.</summary>
    public static string Method(NormFormula formula) => $"global::{formula.Container}.{CodeModel.Types.TypeText.Escape(formula.Method)}";

    /// <summary>One parameter of the formula, of a module.</summary>
    public static string Argument(NormArgument argument, string module) => argument.Member is null
        ? argument.Default.ToString("R", CultureInfo.InvariantCulture)
        : $"{module}.{argument.Member}{(argument.MayBeNull ? "!" : "")}";
}
