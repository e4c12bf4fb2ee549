using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Stock;

/// <summary>RMSNorm composed of TorchSharp operations: TorchSharp 0.107 has no module for it.</summary>
/// <remarks>The mean square comes from one norm, which is the fastest form tried: no square of the size of the input is made, nor its gradient.</remarks>
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
        var norm = x.norm(-1, keepdim: true);
        return (x * rsqrt(norm * norm / x.size(-1) + eps) * weight).MoveToOuterDisposeScope();
    }
}
