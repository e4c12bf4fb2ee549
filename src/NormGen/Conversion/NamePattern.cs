using System.Text.RegularExpressions;

namespace NormGen.Conversion;

/// <summary>The name of a module or parameter in which <c>*</c> stands for one index or key of a list.</summary>
/// <param name="pattern">The name.</param>
internal sealed class NamePattern(string pattern)
{
    private readonly Regex expression = new("^" + Regex.Escape(pattern).Replace("\\*", "([^.]+)", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant);

    /// <summary>What stands in the places of <c>*</c>; null where a name does not fit.</summary>
    public string[]? Match(string name) => expression.Match(name) is { Success: true } match ? [.. match.Groups.Values.Skip(1).Select(group => group.Value)] : null;

    /// <summary>The names that have in the places of <c>*</c> what another name has in its first ones, as far as both have any.</summary>
    public IEnumerable<string> Beside(string[] places, IEnumerable<string> names)
        => names.Where(name => Match(name) is { } own && own.Zip(places).All(pair => pair.First == pair.Second));
}
