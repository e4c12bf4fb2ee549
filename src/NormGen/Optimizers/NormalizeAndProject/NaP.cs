using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The projections of Normalize-and-Project on single tensors, in place; <see cref="WeightProjection"/> has them for a model, <see cref="ProjectedOptimizer"/> for a training loop.</summary>
/// <remarks>Lyle et al., Normalization and Effective Learning Rates in Reinforcement Learning, NeurIPS 2024, arXiv 2407.01800.</remarks>
public static class NaP
{
    /// <summary>Brings a weight of any shape to a Frobenius norm: <c>W = rho · W / ‖W‖</c>. A weight of zeros stays as it is.</summary>
    /// <param name="weight">The weight; overwritten.</param>
    /// <param name="rho">The norm, zero or more.</param>
    /// <exception cref="ArgumentException"><paramref name="rho"/> or the weight's type does not fit; nothing is changed.</exception>
    public static void Project(Tensor weight, double rho)
    {
        Check(weight, nameof(weight));
        Hyperparameter.NotNegative(rho, nameof(rho));
        using var noGradients = no_grad();
        if (weight.numel() != 0) NaPUpdates.Project(weight, rho);
    }

    /// <summary>Brings the gain and the offset of a norm over d features together to the norm <c>√d</c>, which they begin with. Zeros stay as they are.</summary>
    /// <param name="gain">The gain; overwritten.</param>
    /// <param name="offset">The offset, overwritten; null where the norm has none, as RMSNorm.</param>
    /// <exception cref="ArgumentException">A type or the shapes do not fit; nothing is changed.</exception>
    public static void ProjectScaleOffset(Tensor gain, Tensor? offset = null)
    {
        Check(gain, nameof(gain));
        if (offset is not null) Check(offset, nameof(offset));
        if (offset is not null && !offset.shape.SequenceEqual(gain.shape)) throw new ArgumentException($"The offset has shape [{string.Join(", ", offset.shape)}], the gain [{string.Join(", ", gain.shape)}]: they must be those of one norm.", nameof(offset));
        using var noGradients = no_grad();
        if (gain.numel() == 0) return;
        if (offset is null) NaPUpdates.Project(gain, Math.Sqrt(gain.numel()));
        else NaPUpdates.ProjectPair(gain, offset);
    }

    /// <summary>The Frobenius norm as a number, summed in float64.</summary>
    internal static double Norm(Tensor weight)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return weight.detach().to(ScalarType.Float64).square().sum().sqrt().item<double>();
    }

    private static void Check(Tensor tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (!is_floating_point(tensor)) throw new ArgumentException($"'{name}' is of type {tensor.dtype}; only floating-point tensors can be projected.", name);
    }
}
