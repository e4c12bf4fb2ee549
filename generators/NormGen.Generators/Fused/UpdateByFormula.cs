using NormGen.Generators.Text;

namespace NormGen.Generators.Fused;

/// <summary>Writes an update that computes the formula with TorchSharp and copies the results into the updated tensors.</summary>
internal static class UpdateByFormula
{
    /// <summary>The method with its body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="method">The update.</param>
    /// <param name="signature">Its declaration.</param>
    public static void Write(SourceWriter writer, FusedMethod method, string signature)
    {
        using var body = writer.Block(signature);
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
