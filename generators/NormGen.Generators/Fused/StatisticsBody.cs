using NormGen.CodeModel.Formulas;
using NormGen.Generators.Emitters;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Fused;

/// <summary>Writes the body of a method that returns results and updates statistics: the kernel where it takes the tensors; else the formula, whose new values are copied into the statistics.</summary>
internal static class StatisticsBody
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

        // The graph of the gradients keeps what the formula read: copies, because the statistics change.
        var updated = method.Parameters.Where(p => p.IsUpdated).ToList();
        writer.Line($"var computed = {method.Formula}({string.Join(", ", method.Parameters.Select(p => p.IsUpdated ? p.Name + ".clone()" : p.Name))});");
        using (writer.Block("using (global::TorchSharp.torch.no_grad())"))
        {
            foreach (var parameter in updated) writer.Line($"{parameter.Name}.copy_(computed.{parameter.Name});");
        }

        writer.Line();
        writer.Line(InplaceBody.Return(method, method.ResultItems.Select(item => "computed." + item)));
    }
}
