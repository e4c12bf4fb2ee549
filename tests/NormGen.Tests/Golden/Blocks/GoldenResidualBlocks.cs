using static TorchSharp.torch;

namespace NormGen.Tests.Golden.Blocks;

/// <summary>One branch, scaled by 1/n.</summary>
[ScaledResidual(ResidualScale.InverseBranches)]
internal sealed partial class InverseBranchesBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer branch;

    public InverseBranchesBlock(int depth, Func<Tensor, Tensor> branch) : base(nameof(InverseBranchesBlock))
    {
        this.branch = new(branch);
        InitializeNorms(depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>One branch, scaled by 1/sqrt(n).</summary>
[ScaledResidual(ResidualScale.InverseSqrtBranches)]
internal sealed partial class InverseSqrtBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer branch;

    public InverseSqrtBlock(int depth, Func<Tensor, Tensor> branch) : base(nameof(InverseSqrtBlock))
    {
        this.branch = new(branch);
        InitializeNorms(depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Two branches, scaled by 1/sqrt(n) with n twice the depth.</summary>
[ScaledResidual(ResidualScale.InverseSqrtBranches)]
internal sealed partial class TwoBranchBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer first, second;

    public TwoBranchBlock(int depth, Func<Tensor, Tensor> first, Func<Tensor, Tensor> second) : base(nameof(TwoBranchBlock))
    {
        (this.first, this.second) = (new(first), new(second));
        InitializeNorms(depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>A learned factor a branch.</summary>
[ScaledResidual(ResidualScale.SkipInit)]
internal sealed partial class SkipInitBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer mix, mlp;

    public SkipInitBlock(Func<Tensor, Tensor> mix, Func<Tensor, Tensor> mlp) : base(nameof(SkipInitBlock))
    {
        (this.mix, this.mlp) = (new(mix), new(mlp));
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>A learned factor for both branches.</summary>
[ScaledResidual(ResidualScale.ReZero)]
internal sealed partial class ReZeroBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly GoldenSublayer mix, mlp;

    public ReZeroBlock(Func<Tensor, Tensor> mix, Func<Tensor, Tensor> mlp) : base(nameof(ReZeroBlock))
    {
        (this.mix, this.mlp) = (new(mix), new(mlp));
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>A learned factor and offset behind a branch.</summary>
[ScaledResidual(ResidualScale.Fixup)]
internal sealed partial class FixupBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer(Initialize = false)] private readonly GoldenSublayer branch;

    public FixupBlock(Func<Tensor, Tensor> branch) : base(nameof(FixupBlock))
    {
        this.branch = new(branch);
        InitializeNorms(depth: 1);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>DeepNorm with layer norm.</summary>
[PostLN(Norm = typeof(GoldenLayerNorm)), ScaledResidual(ResidualScale.DeepNorm)]
internal sealed partial class DeepLayerBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer(Initialize = false)] private readonly GoldenSublayer branch;

    public DeepLayerBlock(long features, int depth, Func<Tensor, Tensor> branch) : base(nameof(DeepLayerBlock))
    {
        this.branch = new(branch);
        InitializeNorms(features, depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>DeepNorm with RMSNorm.</summary>
[PostLN(Norm = typeof(GoldenRmsNorm)), ScaledResidual(ResidualScale.DeepNorm)]
internal sealed partial class DeepRmsBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer(Initialize = false)] private readonly GoldenSublayer branch;

    public DeepRmsBlock(long features, int depth, Func<Tensor, Tensor> branch) : base(nameof(DeepRmsBlock))
    {
        this.branch = new(branch);
        InitializeNorms(features, depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>DeepNorm with RMSNorm around two sublayers.</summary>
[PostLN(Norm = typeof(GoldenRmsNorm)), ScaledResidual(ResidualScale.DeepNorm)]
internal sealed partial class DeepRmsLayer : nn.Module<Tensor, Tensor>
{
    [Sublayer(Initialize = false)] private readonly GoldenSublayer attn, mlp;

    public DeepRmsLayer(long features, int depth, Func<Tensor, Tensor> attn, Func<Tensor, Tensor> mlp) : base(nameof(DeepRmsLayer))
    {
        (this.attn, this.mlp) = (new(attn), new(mlp));
        InitializeNorms(features, depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
