using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden.Blocks;

/// <summary>Post-LN or Pre-LN with RMSNorm.</summary>
[MixLN(Norm = typeof(GoldenRmsNorm))]
internal sealed partial class MixRmsBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer attn, mlp;

    public MixRmsBlock(long features, Func<Tensor, Tensor> attn, Func<Tensor, Tensor> mlp, int layer, int depth) : base(nameof(MixRmsBlock))
    {
        (this.attn, this.mlp) = (new(attn), new(mlp));
        InitializeNorms(features, layer, depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>The same with layer norm.</summary>
[MixLN(Norm = typeof(GoldenLayerNorm))]
internal sealed partial class MixLayerBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer attn, mlp;

    public MixLayerBlock(long features, Func<Tensor, Tensor> attn, Func<Tensor, Tensor> mlp, int layer, int depth) : base(nameof(MixLayerBlock))
    {
        (this.attn, this.mlp) = (new(attn), new(mlp));
        InitializeNorms(features, layer, depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
