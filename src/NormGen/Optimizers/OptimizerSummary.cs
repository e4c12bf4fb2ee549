using System.Globalization;

namespace NormGen.Optimizers;

/// <summary>What an optimizer trains and keeps, by role, beside AdamW: as numbers, and as a table by <see cref="ToString"/>.</summary>
/// <param name="Optimizer">The optimizer's class.</param>
/// <param name="Rows">One row a role, in the order of <see cref="ParameterRole"/>.</param>
public sealed record OptimizerSummary(string Optimizer, IReadOnlyList<OptimizerSummaryRow> Rows)
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Where the roles come from; several where groups differ.</summary>
    public IReadOnlyList<RoleOrigin> Origins { get; init; } = [];

    /// <summary>All roles together.</summary>
    public OptimizerSummaryRow Total => new(null, Rows.Sum(row => row.Tensors), Rows.Sum(row => row.Parameters), Rows.Sum(row => row.StateBytes), Rows.Sum(row => row.AdamWBytes));

    /// <summary>The table: a line a role and one for all of them, numbers aligned, and a line that says where the roles come from.</summary>
    /// <returns>Lines that end with a line feed.</returns>
    public override string ToString()
    {
        string[][] cells = [[Optimizer, "tensors", "parameters", "state", "AdamW's"], .. Rows.Append(Total).Select(Cells)];
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        return string.Concat(cells.Select(row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))) + "\n"))
            + (Origins.Count == 0 ? "" : $"roles {string.Join("; ", Origins.Select(Words))}\n");
    }

    private static string Words(RoleOrigin origin) => origin switch
    {
        RoleOrigin.CompileTime => "decided at compile time",
        RoleOrigin.ModuleTypes => "decided at run time from module types",
        RoleOrigin.Shapes => "decided at run time from shapes",
        _ => "given",
    };

    private static string[] Cells(OptimizerSummaryRow row) =>
    [
        row.Role?.ToString() ?? "all", row.Tensors.ToString("N0", CultureInfo.InvariantCulture), row.Parameters.ToString("N0", CultureInfo.InvariantCulture), Size(row.StateBytes), Size(row.AdamWBytes),
    ];

    /// <summary>Bytes with three digits: 148 kB.</summary>
    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 999.5 && unit < Units.Length - 1; unit++) bytes /= 1000;
        var digits = unit == 0 || bytes >= 99.95 ? "0" : bytes >= 9.995 ? "0.0" : "0.00";
        return bytes.ToString(digits, CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}

/// <summary>One row of an <see cref="OptimizerSummary"/>.</summary>
/// <param name="Role">The role; null for all of them.</param>
/// <param name="Tensors">How many parameters have it.</param>
/// <param name="Parameters">How many numbers they hold.</param>
/// <param name="StateBytes">What the optimizer keeps for them once each was updated, in bytes.</param>
/// <param name="AdamWBytes">What AdamW would keep: two numbers for each, of their type.</param>
public sealed record OptimizerSummaryRow(ParameterRole? Role, int Tensors, long Parameters, long StateBytes, long AdamWBytes);
