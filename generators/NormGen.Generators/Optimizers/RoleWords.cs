using System.Globalization;
using NormGen.CodeModel.Roles;

namespace NormGen.Generators.Optimizers;

/// <summary>Says in words what a table of roles holds.</summary>
internal static class RoleWords
{
    private static readonly string[] Numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>How many rows each role has: <c>two embeddings, six matrices, one head and nine vectors</c>.</summary>
    public static string Count(IEnumerable<RoleRow> rows)
    {
        var parts = rows.GroupBy(row => row.Role).OrderBy(group => group.Key).Select(group => $"{Number(group.Count())} {Noun(group.Key, group.Count() > 1)}").ToList();
        return parts.Count switch
        {
            0 => "no parameters",
            1 => parts[0],
            _ => string.Join(", ", parts.Take(parts.Count - 1)) + " and " + parts[parts.Count - 1],
        };
    }

    private static string Number(int number) => number < Numbers.Length ? Numbers[number] : number.ToString(CultureInfo.InvariantCulture);

    private static string Noun(Role role, bool several) => (role, several) switch
    {
        (Role.Matrix, false) => "matrix",
        (Role.Matrix, true) => "matrices",
        (var other, var many) => other.ToString().ToLowerInvariant() + (many ? "s" : ""),
    };
}
