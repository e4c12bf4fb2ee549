using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads what the norms of a Pre-LN block compute once a model with the block is converted: the same module, by another formula.</summary>
internal static class ConvertedNormReader
{
    private const string LayerNorm = "global::NormGen.Modules.FusedLayerNorm";

    /// <summary>Root mean square, compressed, and root mean square with gain and offset; none where the block's norm cannot take another form.</summary>
    /// <param name="reading">The block.</param>
    /// <param name="norm">Its norm.</param>
    public static EquatableArray<NormModel> Read(BlockReading reading, NormModel norm)
    {
        if (norm.Type != LayerNorm || reading.Compilation.GetTypeByMetadataName("NormGen.Modules.Norms") is not { } formulas) return default;
        var forms = new[] { "RMSNormWithoutAffine", "CRMSNorm", "ShiftedRMSNorm" }.Select(name => Of(formulas, name)).ToList();
        return forms.Contains(null) ? default : forms.Select(form => form!).ToEquatableArray();

        NormModel? Of(INamedTypeSymbol container, string name)
        {
            if (container.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault() is not { } method) return null;
            var (graph, _, bodies) = NormGraphReader.Read(method, reading.Compilation, reading.Token);
            reading.AddBodies(bodies);
            var parameters = method.Parameters.Skip(1).Select(parameter => new NormFormulaParameter(parameter.Name, parameter.Type.SpecialType != SpecialType.System_Double)).ToEquatableArray();
            return graph is null ? null : norm with { Formula = new(container.ToDisplayString(), name, parameters, graph), Arguments = parameters.Select(parameter => new NormArgument(parameter.Name, parameter.IsTensor, 0)).ToEquatableArray() };
        }
    }
}
