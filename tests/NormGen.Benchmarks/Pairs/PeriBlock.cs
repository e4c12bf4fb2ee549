using NormGen.Modules;
using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A block whose only purpose is its joint: the generator writes it because this class asks for it.</summary>
[PeriLN(Norm = typeof(FusedLayerNorm))]
internal sealed partial class PeriBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly Identity first;

    [Sublayer]
    private readonly Identity second;

    public PeriBlock(long features)
        : base(nameof(PeriBlock))
    {
        first = torch.nn.Identity();
        second = torch.nn.Identity();
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
