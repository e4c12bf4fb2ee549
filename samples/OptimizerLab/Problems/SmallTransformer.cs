using NormGen;
using NormGen.Modules;
using TorchSharp.Modules;
using static NormGen.OptimizerKind;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OptimizerLabSample.Problems;

/// <summary>A transformer of one layer: width 32, two heads, a norm before each branch, a head of its own. <c>CreateOptimizer</c> is generated.</summary>
[Optimizer(Scale)]
public sealed partial class SmallTransformer : Module<Tensor, Tensor>
{
    private const int Width = 32, Heads = 2;
    private readonly Embedding embedding;
    private readonly RMSNorm attentionNorm;
    private readonly Linear qkv;
    private readonly Linear output;
    private readonly RMSNorm feedForwardNorm;
    private readonly Linear expand;
    private readonly Linear contract;
    private readonly RMSNorm norm;
    private readonly Linear head;

    /// <summary>Creates the model.</summary>
    /// <param name="tokens">The vocabulary.</param>
    public SmallTransformer(int tokens)
        : base(nameof(SmallTransformer))
    {
        embedding = Embedding(tokens, Width);
        (attentionNorm, feedForwardNorm, norm) = (new(Width), new(Width), new(Width));
        (qkv, output) = (Linear(Width, 3 * Width, hasBias: false), Linear(Width, Width, hasBias: false));
        (expand, contract) = (Linear(Width, 4 * Width, hasBias: false), Linear(4 * Width, Width, hasBias: false));
        head = Linear(Width, tokens, hasBias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var x = embedding.call(tokens);
        var parts = qkv.call(attentionNorm.call(x)).view(x.size(0), x.size(1), 3, Heads, Width / Heads);
        var attended = functional.scaled_dot_product_attention(parts.select(2, 0).transpose(1, 2), parts.select(2, 1).transpose(1, 2), parts.select(2, 2).transpose(1, 2), is_casual: true);
        x = x + output.call(attended.transpose(1, 2).reshape(x.shape));
        x = x + contract.call(functional.gelu(expand.call(feedForwardNorm.call(x))));
        return head.call(norm.call(x)).MoveToOuterDisposeScope();
    }
}
