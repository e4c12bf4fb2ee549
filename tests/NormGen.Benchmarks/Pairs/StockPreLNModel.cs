using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace NormGen.Benchmarks.Pairs;

/// <summary>The same decoder as a user of TorchSharp has it: its <c>LayerNorm</c>, and additions. Its keys are those of <see cref="PreLNModel"/>.</summary>
internal sealed class StockPreLNModel : Module<Tensor, Tensor>
{
    private const long Vocabulary = 256;

    private readonly Embedding embedding;
    private readonly ModuleList<StockPreLNModelBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public StockPreLNModel(long width, long heads, int depth)
        : base(nameof(StockPreLNModel))
    {
        embedding = Embedding(Vocabulary, width);
        blocks = new ModuleList<StockPreLNModelBlock>();
        for (var i = 0; i < depth; i++) blocks.Add(new StockPreLNModelBlock(width, heads));
        norm = LayerNorm(width);
        head = Linear(width, Vocabulary, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        var x = embedding.call(tokens);
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm.call(x));
    }
}

/// <summary><c>x + attention(norm(x))</c>, then the same with the feed-forward net.</summary>
internal sealed class StockPreLNModelBlock : Module<Tensor, Tensor>
{
    private readonly PreLNModelAttention attention;
    private readonly PreLNModelMlp mlp;

    [ComponentName(Name = "attention_norm")]
    private readonly LayerNorm attentionNorm;

    [ComponentName(Name = "mlp_norm")]
    private readonly LayerNorm mlpNorm;

    public StockPreLNModelBlock(long width, long heads)
        : base(nameof(StockPreLNModelBlock))
    {
        (attention, mlp) = (new(width, heads), new(width));
        (attentionNorm, mlpNorm) = (LayerNorm(width), LayerNorm(width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + attention.call(attentionNorm.call(x));
        return x + mlp.call(mlpNorm.call(x));
    }
}
