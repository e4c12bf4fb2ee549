using NormGen.CodeModel.Formulas;
using NormGen.Generators.Emitters;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Fused;

/// <summary>Writes the body of an update: the kernel where it takes the tensors; else the formula in TorchSharp, whose results are copied into the updated tensors.</summary>
internal static class UpdateBody
{
    /// <summary>The method with its body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="method">The update.</param>
    /// <param name="signature">Its declaration.</param>
    /// <param name="kernel">The graph that the kernel is written from, or null where there is no kernel.</param>
    /// <param name="options">The kernel's name.</param>
    public static void Write(SourceWriter writer, FusedMethod method, string signature, FormulaGraph? kernel, KernelOptions? options)
    {
        using var body = writer.Block(signature);
        if (kernel is not null)
        {
            using (writer.Block($"if ({KernelCompiler.AcceptsExpression(kernel, options!)})"))
            {
                writer.Line(KernelCompiler.UpdateStatement(kernel, options!));
                writer.Line("return;");
            }

            writer.Line();
        }

        writer.Line("using var noGradients = global::TorchSharp.torch.no_grad();");
        writer.Line("using var temporaries = global::TorchSharp.torch.NewDisposeScope();");
        var arguments = method.Parameters.Select(p => p.IsRowTensor ? $"Rows({p.Name})" : p.Name);
        writer.Line($"var updated = {method.Formula}({string.Join(", ", arguments)});");
        foreach (var parameter in method.Parameters.Where(p => p.IsUpdated))
            writer.Line($"{parameter.Name}.copy_({(method.FormulaReturnsTuple ? "updated." + parameter.Name : "updated")}.reshape({parameter.Name}.shape));");
        writer.Line();
        writer.Line("// Rows are the first dimension, features all others; a vector is one row.");
        writer.Line("static global::TorchSharp.torch.Tensor Rows(global::TorchSharp.torch.Tensor tensor) => tensor.dim() < 2 ? tensor.reshape(1, -1) : tensor.flatten(1);");
    }
}
