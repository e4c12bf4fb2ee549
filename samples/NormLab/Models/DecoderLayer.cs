using NormGen;
using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>Attention of every position to itself and those before it.</summary>
internal sealed class CausalAttention : Module<Tensor, Tensor>
{
    private readonly Linear qkv;
    private readonly Linear output;
    private readonly int heads;

    /// <summary>Creates the sublayer.</summary>
    /// <param name="width">The features of the stream.</param>
    /// <param name="heads">Heads; a divisor of the width.</param>
    public CausalAttention(long width, int heads)
        : base(nameof(CausalAttention))
    {
        (qkv, output, this.heads) = (Linear(width, 3 * width, hasBias: false), Linear(width, width, hasBias: false), heads);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var parts = qkv.call(x).view(x.size(0), x.size(1), 3, heads, x.size(2) / heads);
        var attended = functional.scaled_dot_product_attention(parts.select(2, 0).transpose(1, 2), parts.select(2, 1).transpose(1, 2), parts.select(2, 2).transpose(1, 2), is_casual: true);
        return output.call(attended.transpose(1, 2).reshape(x.shape)).MoveToOuterDisposeScope();
    }
}

/// <summary>A layer of a decoder with a norm after each addition or before each sublayer: of a schedule's two places, the first is Post-LN and the other Pre-LN.</summary>
[MixLN(PostLayers = 1, Norm = typeof(RMSNorm), Eps = 1e-6), RecordNorms]
internal sealed partial class DecoderLayer : Module<Tensor, Tensor>
{
    [Sublayer] private readonly CausalAttention attention;
    [Sublayer] private readonly Sequential mlp;

    public DecoderLayer(long width, int heads, bool isPost)
        : base(nameof(DecoderLayer))
    {
        attention = new(width, heads);
        mlp = Sequential(Linear(width, 4 * width, hasBias: false), GELU(), Linear(4 * width, width, hasBias: false));
        InitializeNorms(width, layer: isPost ? 0 : 1, depth: 2);
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
