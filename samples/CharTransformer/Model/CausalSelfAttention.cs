using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Model;

/// <summary>Attention of every position to itself and those before it, with rotary positions.</summary>
public sealed class CausalSelfAttention : Module<Tensor, Tensor>
{
    private readonly Linear qkv;
    private readonly Linear output;
    private readonly RotaryPositions positions;
    private readonly int heads;

    /// <summary>Creates the sublayer.</summary>
    /// <param name="width">Features of the stream.</param>
    /// <param name="heads">Heads; a divisor of the width.</param>
    /// <param name="context">The greatest number of positions.</param>
    public CausalSelfAttention(int width, int heads, int context)
        : base(nameof(CausalSelfAttention))
    {
        this.heads = heads;
        qkv = Linear(width, 3 * width, hasBias: false);
        output = Linear(width, width, hasBias: false);
        positions = new RotaryPositions(context, width / heads);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (batch, length, width) = (x.size(0), x.size(1), x.size(2));
        // One product for queries, keys and values, and one turn for queries and keys together.
        var projected = qkv.call(x).view(batch, length, 3, heads, width / heads);
        var turned = positions.Turn(projected.narrow(2, 0, 2));
        var attended = functional.scaled_dot_product_attention(
            turned.select(2, 0).transpose(1, 2),
            turned.select(2, 1).transpose(1, 2),
            projected.select(2, 2).transpose(1, 2),
            is_casual: true);
        return output.call(attended.transpose(1, 2).reshape(batch, length, width)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            positions.Dispose();
        }

        base.Dispose(disposing);
    }
}
