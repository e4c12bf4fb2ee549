using NormGen.CodeModel.Formulas;
using NormGen.Generators.Emitters.Simd;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters;

/// <summary>
/// From an expression graph to the text of its kernels. The stages, each its own file: simplify, differentiate, simplify again, choose what is saved, schedule passes and sweeps, emit.
/// </summary>
public static class KernelCompiler
{
    /// <summary>Where kernels stand: apart from the user's types, whose names must not get between them and the ones they use.</summary>
    public const string Namespace = "NormGen.Generated";

    /// <summary>The namespaces that the written text uses, as <c>using</c> lines.</summary>
    public const string Usings = """
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.Intrinsics;
        using NormGen.Kernels;
        using Tensor = TorchSharp.torch.Tensor;
        """;

    /// <summary>Writes the kernel type: forward and backward, or the update, with head comments (sweeps, what is saved).</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="graph">The formula.</param>
    /// <param name="options">Name, formula call and comment.</param>
    public static void Write(SourceWriter writer, FormulaGraph graph, KernelOptions options)
        => new SimdEmitter(graph, KernelPrograms.Compile(graph, options.Inplace), options).Write(writer);

    /// <summary>Writes the method's body, behind its signature: the kernel where it takes the tensors, else the formula. For an update, see <see cref="UpdateStatement"/>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="graph">The formula.</param>
    /// <param name="options">Name and formula.</param>
    public static void WriteCall(SourceWriter writer, FormulaGraph graph, KernelOptions options)
    {
        var arguments = Arguments(graph);
        using (writer.Indent())
        {
            writer.Line($"=> {AcceptsExpression(graph, options)}");
            writer.Line($"    ? {ApplyExpression(graph, options)}");
            writer.Line($"    : {options.Formula}({arguments});");
        }
    }

    /// <summary>The call of the kernel.</summary>
    /// <param name="graph">The formula.</param>
    /// <param name="options">Name and formula.</param>
    public static string ApplyExpression(FormulaGraph graph, KernelOptions options) => $"{options.Reference}.Apply({Arguments(graph)}, {FormulaDelegate(graph, options)}{(options.Gradients is { } gradients ? ", " + gradients : "")})";

    /// <summary>The statement that runs an update's kernel; it must stand behind <c>if (X.Accepts(p))</c>, with the formula's way behind <c>else</c>.</summary>
    /// <param name="graph">The formula.</param>
    /// <param name="options">The name.</param>
    public static string UpdateStatement(FormulaGraph graph, KernelOptions options)
        => $"{options.Reference}.Run({Arguments(graph)});";

    /// <summary>The expression that tells the run time which result takes the memory of which tensor, and which gradients that forbids.</summary>
    /// <param name="graph">The formula.</param>
    /// <param name="inplace">Tensor and result.</param>
    public static string InplaceResult(FormulaGraph graph, (int Tensor, int Result) inplace)
        => KernelShapeWriter.Inplace(inplace, [.. KernelPrograms.Compile(graph, inplace).BackwardReadersOf(inplace.Tensor)]);

    /// <summary>As the other overload, where nobody knows what gradients read: any is refused.</summary>
    /// <param name="inplace">Tensor and result.</param>
    public static string InplaceResult((int Tensor, int Result) inplace) => $"new(Tensor: {inplace.Tensor}, Result: {inplace.Result}, Readers: ulong.MaxValue)";

    /// <summary>The condition under which the kernel runs.</summary>
    /// <param name="graph">The formula.</param>
    /// <param name="options">The name.</param>
    public static string AcceptsExpression(FormulaGraph graph, KernelOptions options)
        => $"{options.Reference}.Accepts({ValueNames.Escape(graph.Inputs.First(i => i.IsTensor).Name)})";

    private static string Arguments(FormulaGraph graph) => string.Join(", ", graph.Inputs.Select(i => ValueNames.Escape(i.Name)));

    /// <summary>The formula as a function of all tensors and numbers: the backward kernel hands over to it where second derivatives are asked for.</summary>
    private static string FormulaDelegate(FormulaGraph graph, KernelOptions options)
    {
        var call = $"{options.Formula}({string.Join(", ", graph.Inputs.Select((input, i) => $"{(input.IsTensor ? "tensors" : input.IsInteger ? "(long)numbers" : "numbers")}[{Place(i)}]"))})";
        if (graph.Outputs.Length == 1) return $"static (tensors, numbers) => [{call}]";
        return $"static (tensors, numbers) => {{ var results = {call}; return [{string.Join(", ", options.ResultItems.Length > 0 ? options.ResultItems.Select(i => "results." + i) : graph.Outputs.Select((_, i) => $"results.Item{i + 1}"))}]; }}";

        int Place(int i) => graph.Inputs.Take(i).Count(other => other.IsTensor == graph.Inputs[i].IsTensor);
    }
}
