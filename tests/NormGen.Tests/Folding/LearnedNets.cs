using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Folding;

/// <summary>Learned numbers on branches: one a block in a list, one a branch, factor and offset, one a feature on a layer and on an output norm, and by hand on a convolution.</summary>
[FoldNormalization]
internal sealed partial class LearnedNet : Module<Tensor, Tensor>
{
    private readonly Conv2d patches = Conv2d(3, 6, 2, stride: 2), padded = Conv2d(6, 6, 3, padding: 1);
    private readonly ModuleList<LearnedReZeroBlock> blocks = new(new LearnedReZeroBlock(6), new LearnedReZeroBlock(6));
    private readonly LearnedSkipBlock skip = new(6);
    private readonly LearnedFixupBlock fixup = new(6);
    private readonly LearnedGainBlock gains = new(6);
    private readonly LearnedPeriBlock peri = new(6);
    private readonly Parameter gate = Parameter(full([], 0.7));

    public LearnedNet()
        : base(nameof(LearnedNet)) => RegisterComponents();

    public override Tensor forward(Tensor images)
    {
        var x = patches.call(images);
        x = x - gate * padded.call(x) / 2;
        x = x.flatten(2).transpose(1, 2);
        foreach (var block in blocks) x = block.call(x);
        return peri.call(gains.call(fixup.call(skip.call(x))));
    }
}

/// <summary>One number for both branches.</summary>
[ScaledResidual(ResidualScale.ReZero)]
internal sealed partial class LearnedReZeroBlock : Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly Linear one;

    [Sublayer]
    private readonly Sequential two;

    public LearnedReZeroBlock(long width)
        : base(nameof(LearnedReZeroBlock))
    {
        (one, two) = (Linear(width, width, hasBias: false), Sequential(Linear(width, 2 * width), GELU(), Linear(2 * width, width), Dropout(0.2)));
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>A number a branch; the second branch ends in an activation, which takes none.</summary>
[ScaledResidual(ResidualScale.SkipInit)]
internal sealed partial class LearnedSkipBlock : Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly Linear one;

    [Sublayer]
    private readonly Sequential two;

    public LearnedSkipBlock(long width)
        : base(nameof(LearnedSkipBlock))
    {
        (one, two) = (Linear(width, width), Sequential(Linear(width, width), Tanh()));
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Factor and offset behind layers without bias.</summary>
[ScaledResidual(ResidualScale.Fixup, Depth = 2)]
internal sealed partial class LearnedFixupBlock : Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly Sequential mlp;

    public LearnedFixupBlock(long width)
        : base(nameof(LearnedFixupBlock))
    {
        mlp = Sequential(torch.nn.ScalarBias(), Linear(width, 2 * width, hasBias: false), torch.nn.ScalarBias(), ReLU(), torch.nn.ScalarBias(), Linear(2 * width, width, hasBias: false));
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>A number a feature, on layers.</summary>
[PreLN]
[ScaledResidual(ResidualScale.LayerScale, Depth = 2)]
internal sealed partial class LearnedGainBlock : Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly Linear one;

    public LearnedGainBlock(long width)
        : base(nameof(LearnedGainBlock))
    {
        one = Linear(width, width);
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>A number a feature, on an output norm.</summary>
[PeriLN]
[ScaledResidual(ResidualScale.LayerScale, Depth = 2)]
internal sealed partial class LearnedPeriBlock : Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly Linear one;

    public LearnedPeriBlock(long width)
        : base(nameof(LearnedPeriBlock))
    {
        one = Linear(width, width);
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
