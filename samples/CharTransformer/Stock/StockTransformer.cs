using CharTransformerSample.Model;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Stock;

/// <summary>The sample's model in plain TorchSharp: what <c>--compare</c> holds NormGen against.</summary>
public sealed class StockTransformer : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly ModuleList<StockBlock> blocks;
    private readonly ComposedRMSNorm norm;
    private readonly Linear head;

    /// <summary>Creates the model.</summary>
    /// <param name="shape">Its size.</param>
    /// <param name="eps">The norms' eps.</param>
    public StockTransformer(ModelShape shape, double eps)
        : base(nameof(StockTransformer))
    {
        embedding = Embedding(ModelShape.Vocabulary, shape.Width);
        blocks = ModuleList(Enumerable.Range(0, shape.Layers).Select(_ => new StockBlock(shape, eps)).ToArray());
        norm = new(shape.Width, eps);
        head = Linear(shape.Width, ModelShape.Vocabulary, hasBias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var x = embedding.call(tokens);
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        return head.call(norm.call(x)).MoveToOuterDisposeScope();
    }
}
