using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Conversion;

/// <summary>A Pre-LN model whose branches are multiplied feature by feature and lose elements, in fused blocks and in one that calls its modules.</summary>
[PreRMSNorm]
internal sealed partial class GainedNet : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly ModuleList<GainedBlock> blocks;
    private readonly GainedComposedBlock composed;
    private readonly FusedLayerNorm norm;
    private readonly Linear head;

    public GainedNet(long vocabulary, long width)
        : base(nameof(GainedNet))
    {
        embedding = Embedding(vocabulary, width);
        blocks = new ModuleList<GainedBlock>(new GainedBlock(width), new GainedBlock(width));
        (composed, norm, head) = (new(width), new(width), Linear(width, vocabulary));
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        var x = embedding.call(tokens);
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm.call(composed.call(x)));
    }
}

/// <summary>LayerScale, and dropout on the stream.</summary>
[PreLN]
[ScaledResidual(ResidualScale.LayerScale, Depth = 2)]
internal sealed partial class GainedBlock : Module<Tensor, Tensor>
{
    [Sublayer(Dropout = nameof(dropout))]
    private readonly SmallMlp first;

    [Sublayer]
    private readonly Linear second;

    private readonly Dropout dropout = Dropout(0.2);

    public GainedBlock(long width)
        : base(nameof(GainedBlock))
    {
        (first, second) = (new(width), Linear(width, width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>The same composed of modules: dropout alone, and a gain of its own.</summary>
[PreLN(Fuse = false)]
internal sealed partial class GainedComposedBlock : Module<Tensor, Tensor>
{
    [Sublayer(Dropout = nameof(dropout))]
    private readonly SmallMlp first;

    [Sublayer(Scale = nameof(gamma))]
    private readonly Linear second;

    private readonly Dropout dropout = Dropout(0.2);
    private readonly Parameter gamma;

    public GainedComposedBlock(long width)
        : base(nameof(GainedComposedBlock))
    {
        (first, second, gamma) = (new(width), Linear(width, width), Parameter(ones(width)));
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
