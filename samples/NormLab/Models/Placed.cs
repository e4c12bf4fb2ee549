using NormGen;
using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>Where the norms of a stack stand.</summary>
internal enum Placement
{
    /// <summary>Before each sublayer.</summary>
    Pre,

    /// <summary>After each addition.</summary>
    Post,

    /// <summary>Before each sublayer and on its output.</summary>
    Peri,
}

/// <summary>Blocks whose one sublayer is <c>W2 relu(W1 ·)</c>, with a root mean square norm placed by attribute.</summary>
internal static class PlacedBlocks
{
    /// <summary>A block.</summary>
    /// <param name="placement">Where its norm stands.</param>
    /// <param name="width">The features of the stream, and of the hidden layer.</param>
    public static Module<Tensor, Tensor> Create(Placement placement, long width) => placement switch
    {
        Placement.Peri => new PeriBlock(width),
        _ => new ScheduledBlock(width, isPost: placement == Placement.Post),
    };

    /// <summary>The sublayer.</summary>
    public static Sequential Sublayer(long width) => Sequential(Linear(width, width, hasBias: false), ReLU(), Linear(width, width, hasBias: false));
}

/// <summary>A norm after the addition or before the sublayer: of a schedule's two places, the first is Post-LN and the other Pre-LN.</summary>
[MixLN(PostLayers = 1, Norm = typeof(RMSNorm)), RecordNorms]
internal sealed partial class ScheduledBlock : Module<Tensor, Tensor>
{
    [Sublayer] private readonly Sequential branch;

    public ScheduledBlock(long width, bool isPost)
        : base(nameof(ScheduledBlock))
    {
        branch = PlacedBlocks.Sublayer(width);
        InitializeNorms(width, layer: isPost ? 0 : 1, depth: 2);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Norms before the sublayer and on its output.</summary>
[PeriLN(Norm = typeof(RMSNorm)), RecordNorms]
internal sealed partial class PeriBlock : Module<Tensor, Tensor>
{
    [Sublayer] private readonly Sequential branch;

    public PeriBlock(long width)
        : base(nameof(PeriBlock))
    {
        branch = PlacedBlocks.Sublayer(width);
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
