using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Placement;

/// <summary>A user's norm as a method.</summary>
internal static partial class HeadNorms
{
    [Fused(nameof(UnitFormula))]
    public static partial Tensor Unit(Tensor x, [PerFeature(Initial = 2)] Tensor gain, double eps = 1e-6);

    private static Tensor UnitFormula(Tensor x, Tensor gain, double eps) => x * rsqrt(x.square().sum([-1L], keepdim: true) + eps) * gain;
}

/// <summary>Attention with separate projections; keys and values have fewer heads.</summary>
internal sealed partial class SeparateAttention : nn.Module<Tensor, Tensor>
{
    private readonly long heads, keyHeads;

    [QKNorm] private readonly Linear query;
    [QKNorm(Norm = typeof(FusedLayerNorm), Eps = 1e-4)] private readonly Linear key;
    private readonly Linear value, output;

    public SeparateAttention(long width, long heads, long keyHeads)
        : base(nameof(SeparateAttention))
    {
        (this.heads, this.keyHeads) = (heads, keyHeads);
        var headWidth = width / heads;
        (query, key, value, output) = (nn.Linear(width, width), nn.Linear(width, keyHeads * headWidth), nn.Linear(width, keyHeads * headWidth), nn.Linear(width, width));
        InitializeQKNorms(headWidth);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor Heads(Tensor t, long count) => t.unflatten(2, count, -1).transpose(1, 2);
        var (q, k, v) = (Heads(query.call(x), heads), Heads(key.call(x), keyHeads).repeat_interleave(heads / keyHeads, 1), Heads(value.call(x), keyHeads).repeat_interleave(heads / keyHeads, 1));
        return output.call(nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true).transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
    }
}

/// <summary>Attention with one projection for queries, keys and values, and a user's norm.</summary>
internal sealed partial class PackedAttention : nn.Module<Tensor, Tensor>
{
    private readonly long heads;

    [QKNorm(Packed = true, Norm = typeof(HeadNorms), Method = nameof(HeadNorms.Unit))] private readonly Linear _qkv;
    private readonly Linear output;

    public PackedAttention(long width, long heads)
        : base(nameof(PackedAttention))
    {
        this.heads = heads;
        (_qkv, output) = (nn.Linear(width, 3 * width), nn.Linear(width, width));
        InitializeQKNorms(width / heads);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var parts = _qkv.call(x).unflatten(2, 3, heads, -1);
        Tensor Part(long i) => parts.select(2, i).transpose(1, 2);
        return output.call(nn.functional.scaled_dot_product_attention(Part(0), Part(1), Part(2), is_casual: true).transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
    }
}

/// <summary>A block over such attention.</summary>
[PreLN(Norm = typeof(RMSNorm))]
internal sealed partial class AttentionBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly SeparateAttention attention;
    [Sublayer] private readonly Widened feedForward;

    public AttentionBlock(long width)
        : base(nameof(AttentionBlock))
    {
        (attention, feedForward) = (new(width, 4, 2), new(width));
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Blocks between two norms.</summary>
[BlockStack(EmbedNorm = true)]
internal sealed partial class AttentionStack : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<AttentionBlock> blocks;

    public AttentionStack(long width, int depth)
        : base(nameof(AttentionStack))
    {
        blocks = nn.ModuleList(Enumerable.Range(0, depth).Select(_ => new AttentionBlock(width)).ToArray());
        InitializeNorms(width);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>A whole model, whose every parameter needs a role.</summary>
[Optimizer(OptimizerKind.Scale)]
internal sealed partial class StackedModel : nn.Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly AttentionStack stack;
    private readonly Linear head;

    public StackedModel(long tokens, long width, int depth)
        : base(nameof(StackedModel))
    {
        embedding = nn.Embedding(tokens, width);
        stack = new(width, depth);
        head = nn.Linear(width, tokens, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens) => head.call(stack.call(embedding.call(tokens)));
}
