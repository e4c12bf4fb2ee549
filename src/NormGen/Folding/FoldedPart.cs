using NormGen.Conversion;
using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Folding;

/// <summary>A norm, a block with a constant factor, or a learned number of a model, with the layers that take it.</summary>
/// <param name="Norm">The norm or block; null for a learned number.</param>
/// <param name="Number">The learned number; null for any other.</param>
/// <param name="Row">What was found at compile time.</param>
/// <param name="Layers">The layers.</param>
internal sealed record FoldedPart(nn.Module? Norm, Parameter? Number, FoldingRow Row, IReadOnlyList<nn.Module> Layers)
{
    /// <summary>Whether it goes into the layer before it.</summary>
    public bool IsPrevious => Row.IsPrevious;

    /// <summary>Whether it is folded already.</summary>
    public bool IsFolded => Norm is OfflineNorm { IsFolded: true } or FusedBatchNorm { IsFolded: true };

    /// <summary>Those of a row.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="modules">Its modules.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="InvalidOperationException">A name is of nothing in the model.</exception>
    public static IEnumerable<FoldedPart> Find(string model, Dictionary<string, nn.Module> modules, Dictionary<string, Parameter> parameters, FoldingRow row)
    {
        var pattern = new NamePattern(row.Norm);
        var found = modules.Keys.Concat(parameters.Keys).Select(name => (name, places: pattern.Match(name))).Where(pair => pair.places is not null).ToList();
        if (found.Count == 0 && !row.Norm.Contains('*', StringComparison.Ordinal)) throw Missing(row.Norm);
        foreach (var (name, places) in found)
        {
            var layers = new List<nn.Module>();
            foreach (var layer in row.Layers)
            {
                var names = new NamePattern(layer).Beside(places!, modules.Keys).ToList();
                if (names.Count == 0) throw Missing(layer);
                layers.AddRange(names.Select(found => modules[found]));
            }

            yield return new(modules.GetValueOrDefault(name), modules.ContainsKey(name) ? null : parameters[name], row, layers);
        }

        InvalidOperationException Missing(string name) => new($"The modules of {model} do not fit the table made at compile time: it has no '{name}'. A module assigned after RegisterComponents is the usual reason.");
    }

    /// <summary>What it does to each feature or channel of a layer.</summary>
    /// <param name="outputs">The outputs of the layer, where it is the one before.</param>
    /// <param name="device">Where the layer lives.</param>
    /// <exception cref="InvalidOperationException">A learned number has another size than the layer.</exception>
    public ScaleAndShift Of(long outputs, Device device)
    {
        if (Norm is IScaledBlock block) return new(full([outputs], block.ResidualScale, ScalarType.Float64, device), null);
        if (Norm is not null) return ScaleAndShift.Of(Norm);
        if (Number!.numel() != 1 && Number.numel() != outputs) throw new InvalidOperationException($"'{Row.Norm}' has {Number.numel()} numbers, and the layer before it {outputs} outputs: it does not fold.");
        var numbers = Number.detach().to(ScalarType.Float64).reshape(-1).expand(outputs);
        return Row.IsOffset ? new(ones([outputs], ScalarType.Float64, device), numbers) : new(numbers, null);
    }

    /// <summary>Leaves of it what does nothing. In a block whose joints read gain and offset, or a learned number, these stay, as ones and zeros.</summary>
    /// <param name="model">The model.</param>
    public void Empty(nn.Module model)
    {
        switch (Norm)
        {
            case null: Number!.fill_(Row.IsOffset ? 0 : 1); break;
            case OfflineNorm offline: offline.Fold(); break;
            case FusedBatchNorm batch: batch.Fold(); break;
            case IScaledBlock block: block.ResidualScale = 1; break;
            case FusedLayerNorm layer when !IsOfBlock(model, layer): (layer.weight, layer.bias) = (null, null); break;
            case RMSNorm root when !IsOfBlock(model, root): root.weight = null; break;
            default:
                foreach (var (name, parameter) in Norm.named_parameters(recurse: false)) parameter.fill_(name == "weight" ? 1 : 0);
                break;
        }
    }

    private static bool IsOfBlock(nn.Module model, nn.Module norm)
        => model.modules().Prepend(model).Any(module => Attribute.IsDefined(module.GetType(), typeof(PlacementAttribute)) && module.named_children().Any(child => ReferenceEquals(child.module, norm)));
}
