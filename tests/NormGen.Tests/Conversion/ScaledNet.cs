using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Conversion;

/// <summary>A model of images whose branches have gains, LayerScale in a generated block and ReZero by hand, for inference alone.</summary>
[PreRMSNorm(InferenceOnly = true)]
[CRMSNorm]
internal sealed partial class ScaledNet : Module<Tensor, Tensor>
{
    private readonly Conv2d patches;
    private readonly ScaledBlock block;
    private readonly FusedLayerNorm inner, norm;
    private readonly Linear linear, head;
    private readonly Dropout dropout = Dropout(0.3);
    private readonly Parameter rezero = Parameter(full([], 0.7));

    public ScaledNet(long width)
        : base(nameof(ScaledNet))
    {
        patches = Conv2d(3, width, 2, stride: 2);
        block = new(width);
        (inner, norm) = (new(width), new(width));
        (linear, head) = (Linear(width, width), Linear(width, 3));
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        var x = dropout.call(patches.call(images).flatten(2).transpose(1, 2));
        x = block.call(x);
        x = x - rezero * linear.call(inner.call(x)) / 2;
        return head.call(norm.call(x).mean([-2L]));
    }
}

/// <summary>Branches with a gain of each feature and a constant.</summary>
[PreLN]
[ScaledResidual(0.5)]
internal sealed partial class ScaledBlock : Module<Tensor, Tensor>
{
    [Sublayer(Scale = nameof(gamma))]
    private readonly SmallMlp first;

    [Sublayer]
    private readonly Linear second;

    private readonly Parameter gamma;

    public ScaledBlock(long width)
        : base(nameof(ScaledBlock))
    {
        (first, second) = (new(width), Linear(width, width));
        gamma = Parameter(ones(width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
