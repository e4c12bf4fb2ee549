using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>What results and gradients are called in generated code.</summary>
internal static class ResultNames
{
    /// <summary>The name of a result; the only one, which a formula cannot name, is <c>y</c>.</summary>
    public static string Of(FormulaGraph graph, string name) => name == "result" && graph.Inputs.All(i => i.Name != "y") ? "y" : name;

    /// <summary>The name of the gradient of an input or a result: <c>dx</c>, <c>dweight</c>, <c>dy</c>.</summary>
    public static string Gradient(FormulaGraph graph, string name) => "d" + Of(graph, name);
}
