using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes the methods that user-facing code calls: whether the kernel takes these tensors, and the call itself.</summary>
internal static class EntryWriter
{
    /// <summary>Both methods.</summary>
    public static void Write(SourceWriter writer, FormulaGraph graph, KernelOptions options)
    {
        var tensors = string.Join(", ", graph.Inputs.Where(i => i.IsTensor).Select(i => ValueNames.Escape(i.Name)));
        var numbers = string.Join(", ", graph.Inputs.Where(i => !i.IsTensor).Select(i => ValueNames.Escape(i.Name)));
        var first = ValueNames.Escape(graph.Inputs.First(i => i.IsTensor).Name);
        var parameters = string.Join(", ", graph.Inputs.Select(i => (i.IsTensor ? "Tensor " : i.IsInteger ? "long " : "double ") + ValueNames.Escape(i.Name)));
        var function = $"{(graph.IsUpdate ? "UpdateFunction" : "RowFunction")}<{options.ClassName}>";
        var (gradients, pass) = options.Gradients is null ? ("", "") : (", ComposedFormula gradients", ", gradients");
        writer.Line();
        writer.Line($"internal static bool Accepts(Tensor {first}) => {function}.Accepts({first});");
        writer.Line();
        if (graph.IsUpdate)
        {
            writer.Line($"internal static void Run({parameters}) => {function}.Run([{tensors}], [{numbers}]);");
            return;
        }

        if (graph.Results.Count() == 1)
        {
            writer.Line($"internal static Tensor Apply({parameters}, ComposedFormula formula{gradients}) => {function}.Apply([{tensors}], [{numbers}], formula{pass});");
            return;
        }

        var results = $"({string.Join(", ", graph.Results.Select(o => "Tensor " + ValueNames.Escape(o.Name)))})";
        using (writer.Block($"internal static {results} Apply({parameters}, ComposedFormula formula{gradients})"))
        {
            writer.Line($"var results = {function}.ApplyAll([{tensors}], [{numbers}], formula{pass});");
            writer.Line($"return ({string.Join(", ", graph.Results.Select((_, i) => $"results[{i}]"))});");
        }
    }
}
