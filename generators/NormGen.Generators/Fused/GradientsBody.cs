using NormGen.CodeModel.Formulas;
using NormGen.Generators.Emitters;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Fused;

/// <summary>Writes the body of a method with gradients of its own: the kernel where it takes the tensors; else formula and gradients in TorchSharp, joined to the graph of autograd by the run time.</summary>
internal static class GradientsBody
{
    /// <summary>The body, behind the signature.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="method">The method.</param>
    /// <param name="kernel">The graph that the kernel is written from, or null where there is no kernel.</param>
    /// <param name="options">The kernel's name.</param>
    public static void Write(SourceWriter writer, FusedMethod method, FormulaGraph? kernel, KernelOptions? options)
    {
        using var body = writer.Block();
        if (kernel is not null)
        {
            using (writer.Block($"if ({KernelCompiler.AcceptsExpression(kernel, options!)})")) writer.Line($"return {KernelCompiler.ApplyExpression(kernel, options!)};");
            writer.Line();
        }

        var tensors = method.Parameters.Where(p => p.IsTensor).Select(p => p.Name);
        var numbers = method.Parameters.Where(p => !p.IsTensor).Select(p => p.Name);
        writer.Line($"var results = global::NormGen.Kernels.OwnGradients.Apply(\"{method.Name}\", [{string.Join(", ", tensors)}], [{string.Join(", ", numbers)}], {Formula(method)}, {Delegate(method)}{Updated(method)}{Inplace(method, kernel)});");
        var count = method.FormulaItems.Count == 0 ? 1 : method.FormulaItems.Count - method.FormulaItems.Count(item => IsUpdated(method, item));
        writer.Line($"return {(count == 1 ? "results[0]" : $"({string.Join(", ", Enumerable.Range(0, count).Select(i => $"results[{i}]"))})")};");
    }

    /// <summary>The gradients as a function of all tensors, the incoming gradients behind them, and the numbers: one for each tensor, null where there is none. New values go into the statistics at once.</summary>
    public static string? Delegate(FusedMethod method)
    {
        if (method.Backward is null) return null;
        var tensors = method.Parameters.Where(p => p.IsTensor).ToList();
        var results = method.FormulaItems.Count == 0 ? 1 : method.FormulaItems.Count(item => !IsUpdated(method, item));
        var call = $"{method.Backward}({string.Join(", ", Arguments(method).Concat(Enumerable.Range(tensors.Count, results).Select(i => $"tensors[{i}]")))})";
        if (method.BackwardItems.Count == 0) return $"static (tensors, numbers) => [{string.Join(", ", tensors.Select((_, i) => i == 0 ? call : "null!"))}]";
        var updates = tensors.Select((p, i) => (p, i)).Where(t => t.p.IsUpdated && method.BackwardItems.Contains(t.p.Name.TrimStart('@'))).Select(t => $"using (global::TorchSharp.torch.no_grad()) tensors[{t.i}].copy_(gradients.{t.p.Name}); ");
        var items = tensors.Select(p => !p.IsUpdated && method.BackwardItems.Contains(p.Name.TrimStart('@')) ? "gradients." + p.Name : "null!");
        return $"static (tensors, numbers) => {{ var gradients = {call}; {string.Concat(updates)}return [{string.Join(", ", items)}]; }}";
    }

    private static string Formula(FusedMethod method)
    {
        var tensors = method.Parameters.Where(p => p.IsTensor).ToList();
        var call = $"{method.Formula}({string.Join(", ", Arguments(method))})";
        if (method.FormulaItems.Count == 0) return $"static (tensors, numbers) => [{call}]";
        var updates = tensors.Select((p, i) => (p, i)).Where(t => t.p.IsUpdated && method.FormulaItems.Contains(t.p.Name.TrimStart('@'))).Select(t => $"tensors[{t.i}].copy_(computed.{t.p.Name}); ");
        var items = method.FormulaItems.Where(item => !IsUpdated(method, item)).Select(item => "computed." + item);
        return $"static (tensors, numbers) => {{ var computed = {call}; {string.Concat(updates)}return [{string.Join(", ", items)}]; }}";
    }

    /// <summary>Statistics as copies: what the graph of autograd keeps must not change with them.</summary>
    private static IEnumerable<string> Arguments(FusedMethod method)
    {
        var (tensor, number) = (0, 0);
        foreach (var parameter in method.Parameters)
            yield return parameter.IsTensor ? $"tensors[{tensor++}]{(parameter.IsUpdated ? ".clone()" : "")}" : (parameter.Type == "long" ? "(long)" : "") + $"numbers[{number++}]";
    }

    /// <summary>The tensors that the formula updates, as bits; nothing where there are none.</summary>
    private static string Updated(FusedMethod method)
    {
        var bits = method.Parameters.Where(p => p.IsTensor).Select((p, i) => p.IsUpdated && method.FormulaItems.Contains(p.Name.TrimStart('@')) ? 1UL << i : 0).Aggregate(0UL, (all, bit) => all | bit);
        return bits == 0 ? "" : $", updated: {bits}";
    }

    private static string Inplace(FusedMethod method, FormulaGraph? kernel)
    {
        if (InplaceBody.Of(method) is not { } inplace) return "";
        var names = method.Parameters.Where(p => p.IsTensor).Select(p => $"\"{p.Name.TrimStart('@')}\"");
        return $", inplace: {(kernel is null ? KernelCompiler.InplaceResult(inplace) : KernelCompiler.InplaceResult(kernel, inplace))}, names: [{string.Join(", ", names)}]";
    }

    private static bool IsUpdated(FusedMethod method, string item) => method.Parameters.Any(p => p.IsUpdated && p.Name.TrimStart('@') == item);
}
