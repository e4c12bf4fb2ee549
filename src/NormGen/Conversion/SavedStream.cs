using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Conversion;

/// <summary>The values of a converted model, to be put back where loading another checkpoint fails.</summary>
internal sealed class SavedStream : IDisposable
{
    private readonly List<Tensor> copies = [];
    private readonly List<(Func<Parameter> Parameter, Tensor Value)> parameters;
    private readonly List<(Linear Linear, Tensor Value, bool IsTrained)> biases;
    private readonly List<(FusedLayerNorm Norm, LayerNormForm Form, long Features, Tensor? Gain, Tensor? Offset, bool IsTrained)> norms;

    /// <summary>Copies the values.</summary>
    /// <param name="stream">The model.</param>
    /// <param name="biased">The layers that got a bias.</param>
    public SavedStream(FoundStream stream, IReadOnlyList<Linear> biased)
    {
        Biased = [.. biased];
        var own = Biased.Select(linear => linear.bias!).ToHashSet(ReferenceEqualityComparer.Instance);
        parameters = [.. stream.Parameters.Where(parameter => !own.Contains(parameter())).Select(parameter => (parameter, Copy(parameter())))];
        biases = [.. Biased.Select(linear => (linear, Copy(linear.bias!), linear.bias!.requires_grad))];
        norms = [.. stream.Norms.Select(found => found.Norm).Select(norm => (norm, norm.Form, norm.normalized_shape[^1], norm.weight is null ? null : Copy(norm.weight), norm.bias is null ? null : Copy(norm.bias), (norm.weight ?? norm.bias)?.requires_grad ?? true))];
    }

    /// <summary>The layers that got a bias.</summary>
    public IReadOnlyList<Linear> Biased { get; }

    /// <summary>Puts the values back.</summary>
    public void Restore()
    {
        using var noGradients = no_grad();
        using var inner = NewDisposeScope();
        foreach (var (parameter, value) in parameters) Draft.Put(parameter(), value);
        foreach (var (linear, value, isTrained) in biases) linear.bias = new Parameter(value.clone(), isTrained);
        foreach (var (norm, form, features, gain, offset, isTrained) in norms)
            norm.Become(form, features, gain is null ? null : new Parameter(gain.clone(), isTrained), offset is null ? null : new Parameter(offset.clone(), isTrained));
    }

    /// <inheritdoc/>
    public void Dispose() => copies.ForEach(copy => copy.Dispose());

    // No dispose scope stays open: what the user's loader makes is not ours.
    private Tensor Copy(Tensor tensor)
    {
        using var values = tensor.detach();
        var copy = values.clone().DetachFromDisposeScope();
        copies.Add(copy);
        return copy;
    }
}
