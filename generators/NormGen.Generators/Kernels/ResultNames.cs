using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>What results and gradients are called in generated code.</summary>
internal static class ResultNames
{
    /// <summary>The name of a result; the only one, which a formula cannot name, is <c>y</c>, and one that bears the name of an input is its new value.</summary>
    public static string Of(FormulaGraph graph, string name)
    {
        var result = name == "result" ? "y" : name;
        while (graph.Inputs.Any(i => i.Name == result && !(i.IsUpdated && result == name))) result = "new" + ValueNames.Capital(result);
        return result;
    }

    /// <summary>The name of the incoming gradient of a result: <c>dy</c>.</summary>
    public static string Gradient(FormulaGraph graph, string name) => OfGradient(Of(graph, name));

    /// <summary>The name of the gradient of an input: <c>dx</c>, <c>dweight</c>.</summary>
    public static string OfGradient(string name) => "d" + name;
}
