using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Folding;

/// <summary>A pre-norm block with unified normalization: one norm read by three layers without bias, one by one, and one that goes into the layer before it.</summary>
[FoldNormalization]
internal sealed partial class UnifiedBlock : Module<Tensor, Tensor>
{
    private readonly UnifiedNorm first, second, last;
    private readonly Linear q, k, v, output, expand, contract;

    public UnifiedBlock(long width)
        : base(nameof(UnifiedBlock))
    {
        (first, second, last) = (new(width), new(width), new(width));
        (q, k, v) = (Linear(width, width, hasBias: false), Linear(width, width, hasBias: false), Linear(width, width));
        (output, expand, contract) = (Linear(width, width), Linear(width, 2 * width), Linear(2 * width, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var n = first.call(x);
        x = x + output.call(functional.scaled_dot_product_attention(q.call(n), k.call(n), v.call(n)));
        return x + last.call(contract.call(functional.gelu(expand.call(second.call(x)))));
    }
}

/// <summary>Power norms with and without group scaling.</summary>
[FoldNormalization]
internal sealed partial class PowerNet : Module<Tensor, Tensor>
{
    private readonly PowerNorm grouped, plain;
    private readonly Linear one, two, three;

    public PowerNet(long width)
        : base(nameof(PowerNet))
    {
        (grouped, plain) = (new(width, groups: 2), new(width, groups: 0));
        (one, two, three) = (Linear(width, width), Linear(width, width), Linear(width, 3));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => three.call(plain.call(two.call(one.call(grouped.call(x)).relu())).tanh());
}

/// <summary>Batch norms around convolutions with groups, strides and padding, and behind a linear layer.</summary>
[FoldNormalization]
internal sealed partial class ConvolutionalNet : Module<Tensor, Tensor>
{
    private readonly Conv2d padded = Conv2d(3, 8, 3, padding: 1, bias: false), grouped = Conv2d(8, 8, 3, groups: 4), narrow = Conv2d(8, 4, 1);
    private readonly FusedBatchNorm2d behind = new(8), before = new(8);
    private readonly FusedBatchNorm1d rows = new(6);
    private readonly Linear hidden = Linear(16, 6), head = Linear(6, 2);

    public ConvolutionalNet()
        : base(nameof(ConvolutionalNet)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = behind.call(padded.call(x)).relu();
        x = narrow.call(grouped.call(before.call(x.tanh()))).relu();
        return head.call(rows.call(hidden.call(functional.adaptive_avg_pool2d(x, 2).flatten(1))).relu());
    }
}

/// <summary>Gains and offsets of LayerNorm and RMSNorm, one pair in a list.</summary>
[FoldNormalization]
internal sealed partial class GainNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<GainLayer> layers = new(new GainLayer(6), new GainLayer(6));
    private readonly RMSNorm last = new(6);
    private readonly Linear head = Linear(6, 4, hasBias: false);

    public GainNet()
        : base(nameof(GainNet)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x);
        return head.call(last.call(x));
    }
}

/// <summary><c>x + linear(norm(x))</c></summary>
internal sealed class GainLayer : Module<Tensor, Tensor>
{
    private readonly FusedLayerNorm norm;
    private readonly Linear linear;

    public GainLayer(long width)
        : base(nameof(GainLayer))
    {
        (norm, linear) = (new(width), Linear(width, width, hasBias: false));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x + linear.call(norm.call(x));
}

/// <summary>A generated block with a residual factor: behind an output norm and behind a layer's gain.</summary>
[FoldNormalization]
internal sealed partial class FactorNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<FactorBlock> blocks = new(new FactorBlock(6), new FactorBlock(6));
    private readonly PeriFactorBlock last = new(6);

    public FactorNet()
        : base(nameof(FactorNet)) => RegisterComponents();

    public ModuleList<FactorBlock> Blocks => blocks;

    public override Tensor forward(Tensor x)
    {
        foreach (var block in blocks) x = block.call(x);
        return last.call(x);
    }
}

/// <summary>Factor and gain on layers.</summary>
[PreLN]
[ScaledResidual(0.25)]
internal sealed partial class FactorBlock : Module<Tensor, Tensor>
{
    [Sublayer(Scale = nameof(gamma))]
    private readonly Linear one;

    [Sublayer]
    private readonly Sequential two;

    private readonly Parameter gamma;

    public FactorBlock(long width)
        : base(nameof(FactorBlock))
    {
        (one, two, gamma) = (Linear(width, width), Sequential(Linear(width, 2 * width), ReLU(), Linear(2 * width, width)), Parameter(ones(width)));
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Factor on output norms.</summary>
[PeriLN]
[ScaledResidual(0.5)]
internal sealed partial class PeriFactorBlock : Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly Linear one;

    public PeriFactorBlock(long width)
        : base(nameof(PeriFactorBlock))
    {
        one = Linear(width, width);
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
