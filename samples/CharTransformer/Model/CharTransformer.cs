using NormGen;
using NormGen.Modules;
using TorchSharp.Modules;
using static NormGen.OptimizerKind;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Model;

/// <summary>A decoder-only transformer over bytes. <c>CreateOptimizer</c> is generated: it puts every parameter into its role.</summary>
[Optimizer(Scale)]
public sealed partial class CharTransformer : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly ModuleList<DecoderBlock> blocks;
    private readonly RMSNorm norm;
    private readonly Linear head;

    /// <summary>Creates the model.</summary>
    /// <param name="shape">Its size.</param>
    public CharTransformer(ModelShape shape)
        : base(nameof(CharTransformer))
    {
        embedding = Embedding(ModelShape.Vocabulary, shape.Width);
        blocks = ModuleList(Enumerable.Range(0, shape.Layers).Select(_ => new DecoderBlock(shape)).ToArray());
        norm = new(shape.Width);
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
