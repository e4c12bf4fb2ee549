using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Placement;

/// <summary>A sublayer with one layer that takes a mask.</summary>
internal sealed class MaskedMixer : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear projection;

    public MaskedMixer(long width)
        : base(nameof(MaskedMixer))
    {
        projection = nn.Linear(width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, Tensor mask)
    {
        using var masked = tokens * mask;
        return projection.call(masked);
    }
}

/// <summary>A sublayer with an inner layer.</summary>
internal sealed class Widened : nn.Module<Tensor, Tensor>
{
    private readonly Linear up, down;

    public Widened(long width)
        : base(nameof(Widened))
    {
        up = nn.Linear(width, 2 * width);
        down = nn.Linear(2 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using Tensor inner = up.call(x), bent = inner.tanh();
        return down.call(bent);
    }
}

/// <summary>A block with a schedule, as kernels.</summary>
[MixLN(alpha: 0.5, Norm = typeof(RMSNorm), Eps = 1e-6), RecordNorms]
internal sealed partial class MixBlock : nn.Module<Tensor, Tensor, Tensor>
{
    [Sublayer] private readonly MaskedMixer mixer;
    [Sublayer] private readonly Widened feedForward;

    public MixBlock(long width, int layer, int depth)
        : base(nameof(MixBlock))
    {
        (mixer, feedForward) = (new(width), new(width));
        InitializeNorms(width, layer, depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x, Tensor mask);
}

/// <summary>The same composed, by a number of layers.</summary>
[MixLN(PostLayers = 2, Norm = typeof(FusedLayerNorm), Fuse = false)]
internal sealed partial class ComposedMixBlock : nn.Module<Tensor, Tensor, Tensor>
{
    [Sublayer] private readonly MaskedMixer mixer;
    [Sublayer] private readonly Widened feedForward;

    public ComposedMixBlock(long width, int layer, int depth)
        : base(nameof(ComposedMixBlock))
    {
        (mixer, feedForward) = (new(width), new(width));
        InitializeNorms(width, layer, depth);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x, Tensor mask);
}

/// <summary>A Peri-LN block that can be watched.</summary>
[PeriLN(Norm = typeof(RMSNorm), Eps = 1e-6), RecordNorms]
internal sealed partial class WatchedPeriBlock : nn.Module<Tensor, Tensor, Tensor>
{
    [Sublayer] private readonly MaskedMixer mixer;
    [Sublayer] private readonly Widened feedForward;

    public WatchedPeriBlock(long width)
        : base(nameof(WatchedPeriBlock))
    {
        (mixer, feedForward) = (new(width), new(width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x, Tensor mask);
}

/// <summary>The same with a norm on outputs alone.</summary>
[OutputNorm(Norm = typeof(RMSNorm), Eps = 1e-6), RecordNorms]
internal sealed partial class WatchedOutputBlock : nn.Module<Tensor, Tensor, Tensor>
{
    [Sublayer] private readonly MaskedMixer mixer;
    [Sublayer] private readonly Widened feedForward;

    public WatchedOutputBlock(long width)
        : base(nameof(WatchedOutputBlock))
    {
        (mixer, feedForward) = (new(width), new(width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x, Tensor mask);
}

/// <summary>A stack whose depth the constructor gets.</summary>
[BlockStack]
internal sealed partial class MixStack : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ModuleList<MixBlock> blocks;

    public MixStack(long width, int depth, int announced)
        : base(nameof(MixStack))
    {
        blocks = nn.ModuleList(Enumerable.Range(0, depth).Select(i => new MixBlock(width, i, announced)).ToArray());
        InitializeNorms(width);
        RegisterComponents();
    }

    public IReadOnlyList<MixBlock> Blocks => [.. blocks];

    public void Drop() => blocks.RemoveAt(0);

    public override partial Tensor forward(Tensor x, Tensor mask);
}

/// <summary>A stack of a stated depth, with norms at both ends.</summary>
[BlockStack(EmbedNorm = true, Depth = 4)]
internal sealed partial class StatedStack : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ModuleList<ComposedMixBlock> blocks;

    public StatedStack(long width, int depth)
        : base(nameof(StatedStack))
    {
        blocks = nn.ModuleList(Enumerable.Range(0, depth).Select(i => new ComposedMixBlock(width, i, depth)).ToArray());
        InitializeNorms(width);
        RegisterComponents();
    }

    public IReadOnlyList<ComposedMixBlock> Blocks => [.. blocks];

    public override partial Tensor forward(Tensor x, Tensor mask);
}

/// <summary>A stack of Peri-LN blocks, with norms at both ends.</summary>
[BlockStack(EmbedNorm = true, FinalNorm = true)]
internal sealed partial class PeriStack : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ModuleList<WatchedPeriBlock> blocks;

    public PeriStack(long width, int depth)
        : base(nameof(PeriStack))
    {
        blocks = nn.ModuleList(Enumerable.Range(0, depth).Select(_ => new WatchedPeriBlock(width)).ToArray());
        InitializeNorms(width);
        RegisterComponents();
    }

    public IReadOnlyList<WatchedPeriBlock> Blocks => [.. blocks];

    public override partial Tensor forward(Tensor x, Tensor mask);
}

/// <summary>A stack that has nothing when its norms are made.</summary>
[BlockStack(FinalNorm = false)]
internal sealed partial class LateStack : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ModuleList<WatchedOutputBlock> blocks = nn.ModuleList<WatchedOutputBlock>();

    public LateStack(long width, int before)
        : base(nameof(LateStack))
    {
        for (var i = 0; i < before; i++) blocks.Add(new(width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public IReadOnlyList<WatchedOutputBlock> Blocks => [.. blocks];

    public override partial Tensor forward(Tensor x, Tensor mask);
}
