using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.Generators.Fused;

/// <summary>The text of a formula as the user wrote it, for the header of the generated file.</summary>
internal static class FormulaSource
{
    /// <summary>The declaration from the name on, without the indentation all lines share; empty where there is no source.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="token">Stops the work.</param>
    public static string Text(IMethodSymbol formula, CancellationToken token)
    {
        if (formula.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) is not MethodDeclarationSyntax declaration) return "";
        var start = declaration.Identifier.SpanStart - declaration.SpanStart;
        var lines = declaration.ToString().Substring(start).Replace("\r\n", "\n").Split('\r', '\n', '\u0085', '\u2028', '\u2029');
        var indent = lines.Skip(1).Where(l => l.Trim().Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join("\n", lines.Select((l, i) => (i == 0 ? l : l.Length >= indent ? l.Substring(indent) : "").TrimEnd()));
    }
}
