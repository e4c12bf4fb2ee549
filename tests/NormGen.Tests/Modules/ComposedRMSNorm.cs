using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>RMSNorm as TorchSharp users write it by hand.</summary>
internal sealed class ComposedRMSNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter? weight;
    private readonly double eps;
    private readonly long[] dimensions;

    public ComposedRMSNorm(int dimensions, Tensor? weight, double eps)
        : base(nameof(ComposedRMSNorm))
    {
        this.dimensions = [.. Enumerable.Range(1, dimensions).Select(i => -(long)i)];
        this.weight = weight is null ? null : new Parameter(weight.detach().clone());
        this.eps = eps;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var normalized = x / (x.pow(2).mean(dimensions, keepdim: true) + eps).sqrt();
        return weight is null ? normalized : normalized * weight;
    }
}
