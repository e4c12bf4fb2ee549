using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Roles;
using NormGen.Generators.Text;

namespace NormGen.Generators.Optimizers;

/// <summary>Writes the table of roles: as a comment to read and as the value that is checked.</summary>
internal static class RoleTableWriter
{
    /// <summary>The table as a comment: pattern, role, rule, reason.</summary>
    public static void WriteHeader(SourceWriter writer, OptimizedModel model)
    {
        writer.Line($"// The parameters of {model.Name} and their roles, decided from types, constructors and the data flow of forward.");
        writer.Line("// * is any index of a list; a parameter that a constructor argument may leave out is marked optional.");
        var rule = OptimizerSignatures.Of(model.Choice).Rule;
        var cells = model.Rows.Select(row => new[] { row.Pattern, row.Role.ToString(), rule(row.Role) + Residual(row), Reason(model, row) }).ToList();
        var widths = Enumerable.Range(0, 3).Select(column => cells.Select(row => row[column].Length).DefaultIfEmpty(0).Max()).ToArray();
        foreach (var row in cells)
        {
            var line = string.Join("  ", row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell));
            writer.Line("//   " + line.TrimEnd());
        }

        foreach (var line in model.Unplaced) writer.Line("//   without a role: " + line);
    }

    /// <summary>The table as a value.</summary>
    public static void WriteTable(SourceWriter writer, OptimizedModel model)
    {
        writer.Line($"/// <summary>The roles in {model.Name}, checked against <c>named_parameters()</c> when an optimizer is made.</summary>");
        using (writer.Block($"file static class {Holder(model)}"))
        {
            writer.Line($"private static readonly {OptimizerModelNames.Namespace}.RoleTable Table = new(");
            using (writer.Indent())
            {
                writer.Line(Quote(model.Name) + (model.Rows.Count == 0 ? ");" : ","));
                for (var i = 0; i < model.Rows.Count; i++) writer.Line(Row(model.Rows[i], OptimizerSignatures.Of(model.Choice).IsScaled ? Scaled(model, model.Rows[i]) : null) + (i + 1 < model.Rows.Count ? "," : ");"));
            }

            writer.Line();
            if (OptimizerSignatures.Of(model.Choice).IsScaled)
            {
                writer.Line($"internal static global::System.Collections.Generic.IReadOnlyList<{OptimizerModelNames.Namespace}.ScaledParameter> Assign(global::TorchSharp.torch.nn.Module model, {OptimizerModelNames.Namespace}.InvarianceMode invariance)");
                writer.Line("    => Table.Assign(model, invariance);");
                return;
            }

            writer.Line($"internal static global::System.Collections.Generic.IReadOnlyList<(global::NormGen.ParameterRole role, string name, global::TorchSharp.Modules.Parameter parameter)> Assign(global::TorchSharp.torch.nn.Module model)");
            writer.Line("    => Table.Assign(model);");
        }
    }

    /// <summary>The file-local class that holds the table.</summary>
    public static string Holder(OptimizedModel model) => model.Name + "Roles";

    /// <summary>The call that pairs the model's parameters with the table.</summary>
    public static string Assignment(OptimizedModel model, OptimizerSignature signature) => $"{Holder(model)}.Assign(this{(signature.IsScaled ? ", " + OptimizerSignature.InvarianceArgument : "")})";

    private static ScaledRow? Scaled(OptimizedModel model, RoleRow row) => model.Scaled.FirstOrDefault(scaled => scaled.Pattern == (row.TiedTo ?? row.Pattern));

    private static string Reason(OptimizedModel model, RoleRow row)
        => row.Reason + (Scaled(model, row) is { } scaled ? ", " + scaled.Reason : "") + (row.TiedTo is null ? "" : $", shared with {row.TiedTo}") + (row.IsOptional ? ", optional" : "");

    private static string Row(RoleRow row, ScaledRow? scaled)
    {
        var arguments = $"{Quote(row.Pattern)}, global::NormGen.ParameterRole.{row.Role}";
        if (row.IsOptional) arguments += ", IsOptional: true";
        if (row.TiedTo is not null) arguments += $", TiedTo: {Quote(row.TiedTo)}";
        if (row.IsResidual) arguments += ", NoDecay: true";
        if (row.RateFactor != 1) arguments += FormattableString.Invariant($", RateFactor: {row.RateFactor}");
        if (scaled is not null) arguments += $", Group: {OptimizerModelNames.Namespace}.ScaleGroup.{scaled.Group}";
        if (scaled?.BlockRows is { } rows) arguments += FormattableString.Invariant($", BlockRows: {rows}");
        if (scaled?.Bias is { } bias) arguments += $", Bias: {Quote(bias)}";
        return $"new {OptimizerModelNames.Namespace}.RoleRow({arguments})";
    }

    /// <summary>What the learned numbers of residual branches do apart from their role.</summary>
    private static string Residual(RoleRow row) => (row.IsResidual ? ", no decay" : "") + (row.RateFactor != 1 ? FormattableString.Invariant($", lr / {Math.Round(1 / row.RateFactor)}") : "");

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
