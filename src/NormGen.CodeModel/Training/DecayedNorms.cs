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
        if (OptimizerCreation.Of(operation) is not { IsOfTorchSharp: true } creation || creation.Argument("weight_decay") is not { } written || TestCode.IsIn(operation)) return null;
        var values = new SourceValues(new(compilation, token));
        if (!ParameterGroups.AreGroups(creation.Parameters) && creation.WeightDecay(values) is not > 0) return null;
        foreach (var part in TrainedPart.Of(creation, values))
        {
            if (part.Number("weight_decay") is { } decay and > 0 && Read(part, part.Group is null ? written.Value.Syntax.ToString() : decay.ToString(CultureInfo.InvariantCulture)) is { } found) return found;
        }

        return null;
    }

    private static Observation? Read(TrainedPart part, string decay)
    {
        // Norms in a group of their own decay because someone meant it.
        if (!part.IsWhole && !part.Model.Root.AllParameters().Any(parameter => parameter is { Dimensions: > 1 } && part.Holds(parameter))) return null;
        var modules = part.Model.Root.SelfAndDescendants().ToList();
        var gains = modules.Where(module => IsTokenNorm(module.Kind)).SelectMany(module => module.Parameters).Where(parameter => parameter.Exists == true && part.Holds(parameter)).Select(parameter => parameter.Path).ToList();
        var stock = !part.IsWhole ? null : modules.FirstOrDefault(module => module.Kind == ModuleKind.Composite && module.Type.Name.StartsWith("Transformer", StringComparison.Ordinal));
        if ((gains.Count > 0 ? gains[0] : stock is null ? null : stock.Path + InStock(stock.Type.Name)) is not { } named) return null;
        var biases = modules.Where(module => !IsTokenNorm(module.Kind)).SelectMany(module => module.Parameters).Count(parameter => parameter is { Name: "bias", Exists: true } && part.Holds(parameter));
        var embeddings = modules.Count(module => module.Kind is ModuleKind.Embedding or ModuleKind.EmbeddingBag && module.Parameters.Exists(part.Holds));
        var others = Others(gains.Count - 1, biases, embeddings);
        if (part.Group is { } group) return new(CreationName.Place(group.Creation.Syntax), "A group of " + part.Optimizer.Name, decay, named, others);
        return part.IsWhole && TrainedModel.Model(part.Optimizer.Parameters) is { } model ? new(part.Optimizer.Place, part.Optimizer.Name, decay, named, others, model.Syntax.ToString()) : new(part.Optimizer.Place, part.Optimizer.Name, decay, named, others);
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
