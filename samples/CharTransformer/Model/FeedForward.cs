using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Model;

/// <summary>The sublayer that works on each position alone: out to four times the width, GELU, and back.</summary>
public sealed class FeedForward : Module<Tensor, Tensor>
{
    private readonly Linear expand;
    private readonly Linear contract;

    /// <summary>Creates the sublayer.</summary>
    /// <param name="width">Features of the stream.</param>
    public FeedForward(int width)
        : base(nameof(FeedForward))
    {
        expand = Linear(width, 4 * width, hasBias: false);
        contract = Linear(4 * width, width, hasBias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return contract.call(functional.gelu(expand.call(x))).MoveToOuterDisposeScope();
    }
}
