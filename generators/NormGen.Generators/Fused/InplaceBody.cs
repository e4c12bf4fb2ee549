using NormGen.CodeModel.Formulas;
using NormGen.Generators.Emitters;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Fused;

/// <summary>Writes the body of a method whose result takes the memory of a tensor: the kernel where it takes the tensors; else the formula, whose result is copied there.</summary>
internal static class InplaceBody
{
    /// <summary>The body, behind the signature.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="method">The method.</param>
    /// <param name="kernel">The graph that the kernel is written from, or null where there is no kernel.</param>
    /// <param name="options">The kernel's name.</param>
    public static void Write(SourceWriter writer, FusedMethod method, FormulaGraph? kernel, KernelOptions? options)
    {
        using var body = writer.Block();
        if (kernel is not null) writer.Line($"if ({KernelCompiler.AcceptsExpression(kernel, options!)}) return {KernelCompiler.ApplyExpression(kernel, options!)};");
        writer.Line($"using var result = {method.Formula}({string.Join(", ", method.Parameters.Select(p => p.Name))});");
        writer.Line($"return {method.Inplace!.Name}.copy_(result);");
    }
}
