using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A Pre-LN decoder over bytes of the sample's shape, whose conversions are generated.</summary>
[PreRMSNorm(InferenceOnly = true)]
[CRMSNorm]
internal sealed partial class PreLNModel : Module<Tensor, Tensor>
{
    private const long Vocabulary = 256;

    private readonly Embedding embedding;
    private readonly ModuleList<PreLNModelBlock> blocks;
    private readonly FusedLayerNorm norm;
    private readonly Linear head;

    public PreLNModel(long width, long heads, int depth)
        : base(nameof(PreLNModel))
    {
        embedding = Embedding(Vocabulary, width);
        blocks = new ModuleList<PreLNModelBlock>();
        for (var i = 0; i < depth; i++) blocks.Add(new PreLNModelBlock(width, heads));
        norm = new FusedLayerNorm(width);
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

/// <summary>A block of it: the joint between its sublayers is one kernel in every form.</summary>
[PreLN]
internal sealed partial class PreLNModelBlock : Module<Tensor, Tensor>
{
    [Sublayer]
    private readonly PreLNModelAttention attention;

    [Sublayer]
    private readonly PreLNModelMlp mlp;

    public PreLNModelBlock(long width, long heads)
        : base(nameof(PreLNModelBlock))
    {
        (attention, mlp) = (new(width, heads), new(width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Causal attention.</summary>
internal sealed class PreLNModelAttention : Module<Tensor, Tensor>
{
    private readonly Linear qkv, output;
    private readonly long heads;

    public PreLNModelAttention(long width, long heads)
        : base(nameof(PreLNModelAttention))
    {
        this.heads = heads;
        (qkv, output) = (Linear(width, 3 * width), Linear(width, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var parts = qkv.call(x).view(x.size(0), x.size(1), 3, heads, -1).permute(2, 0, 3, 1, 4);
        return output.call(functional.scaled_dot_product_attention(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2), is_casual: true).transpose(1, 2).flatten(2));
    }
}

/// <summary>Out to four times the width, GELU, and back.</summary>
internal sealed class PreLNModelMlp : Module<Tensor, Tensor>
{
    private readonly Linear expand, contract;

    public PreLNModelMlp(long width)
        : base(nameof(PreLNModelMlp))
    {
        (expand, contract) = (Linear(width, 4 * width), Linear(4 * width, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => contract.call(functional.gelu(expand.call(x)));
}
