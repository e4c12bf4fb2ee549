using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden.Blocks;

/// <summary>Peri-LN with layer norm around one sublayer.</summary>
[PeriLN(Norm = typeof(GoldenLayerNorm))]
internal sealed partial class PeriLayerFeedForward : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer mlp;

    public PeriLayerFeedForward(long features, Func<Tensor, Tensor> mlp) : base(nameof(PeriLayerFeedForward))
    {
        this.mlp = new(mlp);
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Peri-LN with RMSNorm and a residual multiplier around one sublayer.</summary>
[PeriLN(Norm = typeof(GoldenRmsNorm)), ScaledResidual(ScaledPeriRmsBlock.Multiplier)]
internal sealed partial class ScaledPeriRmsFeedForward : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer mlp;

    public ScaledPeriRmsFeedForward(long features, Func<Tensor, Tensor> mlp) : base(nameof(ScaledPeriRmsFeedForward))
    {
        this.mlp = new(mlp);
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>RMSNorm on the output of one sublayer.</summary>
[OutputNorm(Norm = typeof(GoldenRmsNorm))]
internal sealed partial class OutputRmsFeedForward : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer mlp;

    public OutputRmsFeedForward(long features, Func<Tensor, Tensor> mlp) : base(nameof(OutputRmsFeedForward))
    {
        this.mlp = new(mlp);
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>RMSNorm before one sublayer.</summary>
[PreLN(Norm = typeof(GoldenRmsNorm))]
internal sealed partial class PreRmsFeedForward : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer mlp;

    public PreRmsFeedForward(long features, Func<Tensor, Tensor> mlp) : base(nameof(PreRmsFeedForward))
    {
        this.mlp = new(mlp);
        InitializeNorms(features);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
