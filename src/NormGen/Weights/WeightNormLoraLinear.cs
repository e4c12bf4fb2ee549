using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Weights;

/// <summary>
/// A linear layer whose weight is frozen and trained through two thin factors and a magnitude a row: <c>y = x · (magnitude / ‖V‖ · V)ᵀ + bias</c> with <c>V = weight + alpha / rank · lora_B · lora_A</c>. Wraps a <c>Linear</c>.
/// </summary>
/// <remarks>
/// The layer form of GradNormLoRP (Huang et al. 2024, arXiv 2412.19616), which is DoRA (Liu et al. 2024, arXiv 2402.09353): what the authors pre-train with. At first it is the wrapped layer: lora_B is zero and the magnitude is the norm of each row.
/// V is never written: its rows' norms are summed from weight and factors. Trained: <c>lora_A [rank, in]</c>, <c>lora_B [out, rank]</c>, <c>magnitude [out]</c> and the bias; <c>weight [out, in]</c> is in <c>state_dict</c> and has no gradient.
/// For the optimizer's side give the factors to <see cref="GradNormLoRP"/> with <see cref="WeightNormForm.None"/>, as the authors' runs do, or to any other.
/// </remarks>
public sealed class WeightNormLoraLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly Parameter lora_A;
    private readonly Parameter lora_B;
    private readonly Parameter magnitude;

    /// <summary>Wraps a layer.</summary>
    /// <param name="layer">The layer. Its weight is copied and stays as it is.</param>
    /// <param name="rank">The smaller side of the factors, from 1 up to the smaller side of the weight.</param>
    /// <param name="alpha">The factors' product counts by <c>alpha / rank</c>.</param>
    /// <param name="detach_norm">Whether backward takes the norms of V for constants, the usual choice.</param>
    /// <exception cref="ArgumentException">The rank does not fit, alpha is not a finite number, or a row of the weight is zero.</exception>
    public WeightNormLoraLinear(Linear layer, int rank = 8, double alpha = 16, bool detach_norm = true)
        : base(nameof(WeightNormLoraLinear))
    {
        ArgumentNullException.ThrowIfNull(layer);
        Hyperparameter.Finite(alpha, nameof(alpha));
        var given = layer.weight!;
        (out_features, in_features) = (given.size(0), given.size(1));
        if (rank < 1 || rank > Math.Min(out_features, in_features)) throw new ArgumentOutOfRangeException(nameof(rank), rank, $"rank is {rank}, but it must lie between 1 and the smaller side of the weight [{out_features}, {in_features}].");
        (this.rank, this.alpha, this.detach_norm) = (rank, alpha, detach_norm);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var norms = given.square().sum([-1L]).sqrt();
        if (!norms.gt(0).all().item<bool>()) throw new ArgumentException("A row of the layer's weight is zero or not finite: it has no direction.", nameof(layer));
        weight = Kept(given.clone(), trained: false);
        bias = layer.bias is { } offset ? Kept(offset.clone()) : null;
        lora_A = Kept(empty([rank, in_features], given.dtype, given.device));
        lora_B = Kept(zeros([out_features, rank], given.dtype, given.device));
        magnitude = Kept(norms);
        nn.init.kaiming_uniform_(lora_A, Math.Sqrt(5));
        RegisterComponents();
    }

    /// <summary>The features of an input row.</summary>
    public long in_features { get; }

    /// <summary>The outputs.</summary>
    public long out_features { get; }

    /// <summary>The smaller side of the factors.</summary>
    public int rank { get; }

    /// <summary>The factors' product counts by <c>alpha / rank</c>.</summary>
    public double alpha { get; }

    /// <summary>Whether backward takes the norms of V for constants.</summary>
    public bool detach_norm { get; set; }

    /// <summary>What the factors' product counts by.</summary>
    public double scaling => alpha / rank;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.ndim < 1 || input.shape[^1] != in_features) throw new ArgumentException($"{nameof(WeightNormLoraLinear)} over {in_features} features needs an input [.., {in_features}], but got [{string.Join(", ", input.shape)}].", nameof(input));
        using var scope = NewDisposeScope();
        var norm = Norms();
        var (through, update) = (nn.functional.linear(input, weight), nn.functional.linear(nn.functional.linear(input, lora_A), lora_B));
        return WeightNormLoras.Outputs(update, through, magnitude, norm, bias ?? zeros_like(magnitude), scaling).MoveToOuterDisposeScope();
    }

    /// <summary>The weight that the layer acts with, <c>magnitude / ‖V‖ · V</c>, for inference and export.</summary>
    /// <returns>A new tensor <c>[out, in]</c> without a gradient.</returns>
    public Tensor MergedWeight()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return ((weight + lora_B.matmul(lora_A) * scaling) * (magnitude / Norms()).unsqueeze(-1)).MoveToOuterDisposeScope();
    }

    /// <summary>A plain layer of the same function.</summary>
    /// <returns>A new layer, on the same device and of the same type.</returns>
    public Linear Merge()
    {
        var layer = nn.Linear(in_features, out_features, bias is not null, weight.device, weight.dtype);
        using var noGradients = no_grad();
        using var merged = MergedWeight();
        layer.weight!.copy_(merged);
        if (bias is not null) layer.bias!.copy_(bias);
        return layer;
    }

    private Tensor Norms()
    {
        using var scope = NewDisposeScope();
        if (!detach_norm) return WeightNormLoras.RowNorms(lora_B.matmul(lora_A), weight, scaling).MoveToOuterDisposeScope();
        using var noGradients = no_grad();
        return WeightNormLoras.RowNorms(lora_B.matmul(lora_A), weight, scaling).MoveToOuterDisposeScope();
    }

    private static Parameter Kept(Tensor values, bool trained = true) => (Parameter)new Parameter(values, trained).DetachFromDisposeScope();
}
