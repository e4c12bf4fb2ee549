using LaboratorySample.Experiments;
using Spectre.Console;

namespace LaboratorySample.Reports;

/// <summary>An experiment on the terminal.</summary>
internal static class ConsoleTable
{
    /// <summary>The table, and under it whether each ordering came out.</summary>
    public static void Write(Experiment experiment, Results results)
    {
        var heads = Cells.Heads(results);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var head in heads) table.AddColumn(new TableColumn(head) { Alignment = head == "method" ? Justify.Left : Justify.Right });
        foreach (var row in results.Rows) table.AddRow([.. Cells.Of(row, results).Select(Markup.Escape)]);
        AnsiConsole.Write(table);
        foreach (var ordering in experiment.Orderings)
        {
            var holds = results.Holds(ordering);
            AnsiConsole.MarkupLineInterpolated($"  {ordering.Text}: [{(holds == true ? "green" : "yellow")}]{Cells.Verdict(holds)}[/]");
        }

        AnsiConsole.WriteLine();
    }
}
