using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Stock;

/// <summary>RMSNorm as TorchSharp users write it by hand: TorchSharp 0.107 has no module for it.</summary>
public sealed class ComposedRMSNorm : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly double eps;

    /// <summary>Creates the norm.</summary>
    /// <param name="features">Features of the stream.</param>
    /// <param name="eps">Added to the mean square.</param>
    public ComposedRMSNorm(long features, double eps)
        : base(nameof(ComposedRMSNorm))
    {
        this.eps = eps;
        weight = Parameter(ones(features));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x * rsqrt(x.square().mean([-1L], keepdim: true) + eps) * weight).MoveToOuterDisposeScope();
    }
}
