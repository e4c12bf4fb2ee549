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
        var checks = Checks(graph);
        if (graph.IsUpdate)
        {
            Method(writer, $"internal static void Run({parameters})", checks, "", $"{function}.Run([{tensors}], [{numbers}]);");
            return;
        }

        if (graph.Results.Count() == 1)
        {
            Method(writer, $"internal static Tensor Apply({parameters}, ComposedFormula formula{gradients})", checks, "return ", $"{function}.Apply([{tensors}], [{numbers}], formula{pass});");
            return;
        }

        var results = $"({string.Join(", ", graph.Results.Select(o => "Tensor " + ValueNames.Escape(o.Name)))})";
        using (writer.Block($"internal static {results} Apply({parameters}, ComposedFormula formula{gradients})"))
        {
            foreach (var check in checks) writer.Line(check);
            writer.Line($"var results = {function}.ApplyAll([{tensors}], [{numbers}], formula{pass});");
            writer.Line($"return ({string.Join(", ", graph.Results.Select((_, i) => $"results[{i}]"))});");
        }
    }

    private static void Method(SourceWriter writer, string signature, List<string> checks, string @return, string call)
    {
        if (checks.Count == 0)
        {
            writer.Line($"{signature} => {call}");
            return;
        }

        using (writer.Block(signature))
        {
            foreach (var check in checks) writer.Line(check);
            writer.Line(@return + call);
        }
    }

    /// <summary>The statements that refuse numbers no random numbers follow from: every step towards a seed must be an integer that a double holds.</summary>
    private static List<string> Checks(FormulaGraph graph)
    {
        var randoms = Arithmetic.Reachable(graph.Outputs.Concat(graph.Backward).Select(o => o.Value)).Where(n => n.IsRandom).ToList();
        var seeds = Arithmetic.Reachable(randoms.Select(n => n.Operands[0])).Where(n => n.Operation != Operation.Constant).Select(n => $"RandomArguments.CheckSeed({Text(n)});");
        var probabilities = randoms.Where(n => n.Operation == Operation.Kept && n.Operands[2].Operation != Operation.Constant).Select(n => $"RandomArguments.CheckProbability({Text(n.Operands[2])});");
        return [.. seeds.Concat(probabilities).Distinct()];

        string Name(Node node) => ValueNames.Escape(graph.Inputs[node.Index].Name);
        string Text(Node node) => node.Operation == Operation.Input ? Name(node) : new ScalarExpressions(n => n.Operation == Operation.Input ? (graph.Inputs[n.Index].IsInteger ? "(double)" : "") + Name(n) : null).Definition(node);
    }
}
