using static TorchSharp.torch;

namespace NormGen.Modules;

public abstract partial class OfflineNorm
{
    /// <summary>Whether scale and shift stand in a layer before or behind the norm (<see cref="FoldNormalizationAttribute"/>): then it hands on what it gets, but for group scaling, and is for evaluation alone.</summary>
    public bool IsFolded { get; private set; }

    /// <summary>The statistic that evaluation divides by.</summary>
    internal abstract Tensor Statistic { get; }

    /// <summary>What is left of evaluation when scale and shift stand in a layer.</summary>
    private protected virtual Tensor EvaluateFolded(Tensor input) => input.alias();

    /// <summary>Says that scale and shift stand in a layer.</summary>
    internal void Fold() => IsFolded = true;

    /// <summary>
    /// The parameters of a linear layer that reads this norm, with the norm's scale and shift in them: <c>W' = W · diag(s)</c>, <c>b' = b + W · bias</c> with <c>s = weight · rsqrt(statistic + eps)</c>.
    /// The layer with these on the input of the norm computes what norm and layer compute in evaluation. <see cref="PowerNorm"/>'s group scaling is a matter of tokens and stays before the layer.
    /// </summary>
    /// <param name="linear_weight">The layer's weight <c>[out_features, num_features]</c>; it is not changed.</param>
    /// <param name="linear_bias">The layer's bias <c>[out_features]</c>, or null.</param>
    /// <returns>The new weight and bias: a bias is there whether or not there was one.</returns>
    /// <exception cref="ArgumentException">The weight does not read this norm's features.</exception>
    public (Tensor Weight, Tensor Bias) FoldInto(Tensor linear_weight, Tensor? linear_bias)
    {
        ArgumentNullException.ThrowIfNull(linear_weight);
        if (linear_weight.ndim != 2 || linear_weight.size(1) != num_features)
            throw new ArgumentException($"{GetName()} over {num_features} features folds into a weight [out_features, {num_features}], but got [{string.Join(", ", linear_weight.shape)}].", nameof(linear_weight));
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var folded = linear_weight * (weight / (Statistic + eps).sqrt());
        var shift = linear_weight.matmul(bias);
        return (folded.MoveToOuterDisposeScope(), (linear_bias is null ? shift : shift + linear_bias).MoveToOuterDisposeScope());
    }
}
