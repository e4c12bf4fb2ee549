using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Conversion;

/// <summary>A Pre-LN decoder with all that a conversion must take along: a table of positions, norms with gain and offset, layers without bias, and a head that may be tied to the embedding.</summary>
[PreRMSNorm]
[CRMSNorm]
internal sealed partial class SmallGpt : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly Parameter positions;
    private readonly ModuleList<SmallGptBlock> blocks;
    private readonly FusedLayerNorm norm;
    private readonly Linear head;

    public SmallGpt(long vocabulary, long context, long width, long heads, int depth, bool tied)
        : base(nameof(SmallGpt))
    {
        embedding = Embedding(vocabulary, width);
        positions = Parameter(randn(context, width));
        blocks = new ModuleList<SmallGptBlock>();
        for (var i = 0; i < depth; i++) blocks.Add(new SmallGptBlock(width, heads));
        norm = new FusedLayerNorm(width);
        head = Linear(width, vocabulary, hasBias: false);
        if (tied) head.weight = embedding.weight!;
        RegisterComponents();
    }

    public FusedLayerNorm FinalNorm => norm;

    public Linear Head => head;

    public Embedding Table => embedding;

    public override Tensor forward(Tensor tokens)
    {
        var x = embedding.call(tokens) + positions.narrow(0, 0, tokens.size(1));
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm.call(x));
    }
}

/// <summary>A generated block: its joints and its <c>forward</c> exist once for each form of the norms.</summary>
[PreLN]
internal sealed partial class SmallGptBlock : Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly SmallAttention attention;

    [Sublayer]
    private readonly SmallMlp mlp;

    public SmallGptBlock(long width, long heads)
        : base(nameof(SmallGptBlock))
    {
        attention = new(width, heads);
        mlp = new(width);
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Causal attention without biases.</summary>
internal sealed class SmallAttention : Module<Tensor, Tensor>
{
    private readonly Linear qkv, output;
    private readonly long heads;

    public SmallAttention(long width, long heads)
        : base(nameof(SmallAttention))
    {
        this.heads = heads;
        (qkv, output) = (Linear(width, 3 * width, hasBias: false), Linear(width, width, hasBias: false));
        RegisterComponents();
    }

    public Linear Projection => qkv;

    public override Tensor forward(Tensor x)
    {
        var parts = qkv.call(x).view(x.size(0), x.size(1), 3, heads, -1).permute(2, 0, 3, 1, 4);
        return output.call(functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true).transpose(1, 2).flatten(2));
    }
}

/// <summary>Two linear maps with biases.</summary>
internal sealed class SmallMlp : Module<Tensor, Tensor>
{
    private readonly Linear expand, contract;

    public SmallMlp(long width)
        : base(nameof(SmallMlp))
    {
        (expand, contract) = (Linear(width, 3 * width), Linear(3 * width, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => contract.call(functional.gelu(expand.call(x)));
}
