using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden.Blocks;

/// <summary>Peri-LN with RMSNorm.</summary>
[PeriLN(Norm = typeof(GoldenRmsNorm))]
internal sealed partial class PeriRmsBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer attn, mlp;

    public PeriRmsBlock(long features, Func<Tensor, Tensor> attn, Func<Tensor, Tensor> mlp) : base(nameof(PeriRmsBlock))
    {
        (this.attn, this.mlp) = (new(attn), new(mlp));
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>The same with a residual multiplier.</summary>
[PeriLN(Norm = typeof(GoldenRmsNorm)), ScaledResidual(Multiplier)]
internal sealed partial class ScaledPeriRmsBlock : nn.Module<Tensor, Tensor>
{
    /// <summary>The multiplier of the golden case.</summary>
    public const double Multiplier = 0.22;

    [Sublayer] private readonly GoldenSublayer attn, mlp;

    public ScaledPeriRmsBlock(long features, Func<Tensor, Tensor> attn, Func<Tensor, Tensor> mlp) : base(nameof(ScaledPeriRmsBlock))
    {
        (this.attn, this.mlp) = (new(attn), new(mlp));
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Peri-LN with layer norm.</summary>
[PeriLN(Norm = typeof(GoldenLayerNorm))]
internal sealed partial class PeriLayerBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer attn, mlp;

    public PeriLayerBlock(long features, Func<Tensor, Tensor> attn, Func<Tensor, Tensor> mlp) : base(nameof(PeriLayerBlock))
    {
        (this.attn, this.mlp) = (new(attn), new(mlp));
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Pre-LN with RMSNorm.</summary>
[PreLN(Norm = typeof(GoldenRmsNorm))]
internal sealed partial class PreRmsBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer attn, mlp;

    public PreRmsBlock(long features, Func<Tensor, Tensor> attn, Func<Tensor, Tensor> mlp) : base(nameof(PreRmsBlock))
    {
        (this.attn, this.mlp) = (new(attn), new(mlp));
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
