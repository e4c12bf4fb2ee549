using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>The text that makes a norm.</summary>
internal static class NormCreation
{
    /// <summary>The expression.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="features">The expression of the number of features.</param>
    public static string Text(NormModel norm, string features)
    {
        // What the constructor gets as eps: nothing where its own default holds.
        if (norm.Method is not { } method) return $"new {norm.Type}({features}{(norm.Eps is { } eps ? ", eps: " + Number(eps) : "")})";
        var call = $"{NormCall.Method(norm.Formula!)}({string.Join(", ", norm.Arguments.Select(a => NormCall.Argument(a, "norm")).Prepend("x"))})";
        return $"new {norm.Type}({features}, {Literal(norm.Name)}, [{string.Join(", ", method.Names.Select(Literal))}], [{string.Join(", ", method.Initial.Select(Number))}], [{string.Join(", ", method.Numbers.Select(Number))}], static (x, norm) => {call})";
    }

    /// <summary>A number as a double.</summary>
    public static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.IndexOfAny(['.', 'E', 'e']) >= 0 ? text : text + ".0";
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
