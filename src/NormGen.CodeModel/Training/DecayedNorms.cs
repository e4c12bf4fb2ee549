using System.Globalization;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Finds optimizers that decay the gains and biases of norms together with the matrices.</summary>
public static class DecayedNorms
{
    /// <summary>Reads the construction of an optimizer; the sentence needs its name, the decay, a parameter that should not decay, and how many more there are. The model's text follows for the fix.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (OptimizerCreation.Of(operation) is not { IsOfTorchSharp: true } creation || creation.Argument("weight_decay") is not { } written || creation.WeightDecay(new(compilation, token)) is not > 0) return null;
        if (TrainedModel.Model(creation.Parameters) is not { } model || TrainedModel.Of(creation.Parameters, compilation, token) is not { } tree) return null;
        var modules = tree.Root.SelfAndDescendants().ToList();
        var gains = modules.Where(module => IsTokenNorm(module.Kind)).SelectMany(module => module.Parameters).Where(parameter => parameter.Exists == true).Select(parameter => parameter.Path).ToList();
        var stock = modules.FirstOrDefault(module => module.Kind == ModuleKind.Composite && module.Type.Name.StartsWith("Transformer", StringComparison.Ordinal));
        if ((gains.Count > 0 ? gains[0] : stock is null ? null : stock.Path + InStock(stock.Type.Name)) is not { } named) return null;
        var biases = modules.Where(module => !IsTokenNorm(module.Kind)).SelectMany(module => module.Parameters).Count(parameter => parameter is { Name: "bias", Exists: true });
        var embeddings = modules.Count(module => module.Kind is ModuleKind.Embedding or ModuleKind.EmbeddingBag);
        return new(creation.Place, creation.Name, written.Value.Syntax.ToString(), named, Others(gains.Count - 1, biases, embeddings), model.Syntax.ToString());
    }

    private static string InStock(string type) => type switch
    {
        "TransformerEncoder" or "TransformerDecoder" => ".layers.*.norm1.weight",
        "Transformer" => ".encoder.layers.*.norm1.weight",
        _ => ".norm1.weight",
    };

    // Batch norms are left out: recipes of convolutional networks decay them, and what that costs is small.
    private static bool IsTokenNorm(ModuleKind kind) => kind is ModuleKind.LayerNorm or ModuleKind.RootMeanSquareNorm or ModuleKind.OtherNorm or ModuleKind.GroupNorm;

    private static string Others(int gains, int biases, int embeddings)
    {
        var parts = new[] { Count(gains, "other parameter of norms", "other parameters of norms"), Count(biases, "bias", "biases"), Count(embeddings, "embedding", "embeddings") }.Where(part => part.Length > 0).ToList();
        return parts.Count == 0 ? "" : $" (and {string.Join(", ", parts)})";
    }

    private static string Count(int number, string one, string many) => number <= 0 ? "" : number == 1 ? "1 " + one : number.ToString(CultureInfo.InvariantCulture) + " " + many;
}
