using NormGen;
using NormGen.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Model;

/// <summary>One block: two residual branches. The four norms, the joints between them, <c>forward</c> and <c>InitializeNorms</c> are generated from the attributes.</summary>
[PeriLN(Norm = typeof(RMSNorm))]
[ScaledResidual(ResidualScale.InverseSqrtBranches)]
public sealed partial class DecoderBlock : Module<Tensor, Tensor>
{
    [Sublayer] private readonly CausalSelfAttention attention;
    [Sublayer] private readonly FeedForward feedForward;

    /// <summary>Creates a block.</summary>
    /// <param name="shape">The size of the model.</param>
    public DecoderBlock(ModelShape shape)
        : base(nameof(DecoderBlock))
    {
        attention = new(shape.Width, shape.Heads, shape.Context);
        feedForward = new(shape.Width);
        InitializeNorms(shape.Width, shape.Layers);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override partial Tensor forward(Tensor x);
}
