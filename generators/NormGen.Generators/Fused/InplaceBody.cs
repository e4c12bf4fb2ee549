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
        var arguments = string.Join(", ", method.Parameters.Select(p => p.Name));
        if (kernel is not null) writer.Line($"if ({KernelCompiler.AcceptsExpression(kernel, options!)}) return {KernelCompiler.ApplyExpression(kernel, options!)};");
        writer.Line(method.FormulaReturnsTuple ? $"var computed = {method.Formula}({arguments});" : $"using var result = {method.Formula}({arguments});");
        writer.Line(method.FormulaReturnsTuple ? Return(method, method.FormulaItems.Select(item => "computed." + item)) : $"return {method.Inplace!.Name}.copy_(result);");
    }

    /// <summary>Which tensor's memory which result takes, by their places; null where all have their own.</summary>
    public static (int Tensor, int Result)? Of(FusedMethod method) => method.Inplace is { } reused ? (method.Parameters.Where(p => p.IsTensor).ToList().FindIndex(p => p.Name == reused.Name), method.InplaceResult) : null;

    /// <summary>The statement that returns the results of the formula, one of them in the memory of a tensor if the method says so.</summary>
    /// <param name="method">The method.</param>
    /// <param name="results">The expressions of the results.</param>
    public static string Return(FusedMethod method, IEnumerable<string> results)
    {
        var returned = results.Select((result, i) => method.Inplace is { } reused && i == method.InplaceResult ? $"{reused.Name}.copy_({result})" : result).ToList();
        return $"return {(returned.Count == 1 ? returned[0] : $"({string.Join(", ", returned)})")};";
    }
}
