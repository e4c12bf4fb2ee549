using CharTransformerSample.Model;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Stock;

/// <summary>The Peri-LN decoder block as it is written without NormGen: four norms, two additions, in plain TorchSharp. Its names are those of the annotated block, so that weights go over by name.</summary>
public sealed class StockBlock : Module<Tensor, Tensor>
{
    private readonly CausalSelfAttention attention;
    private readonly FeedForward feedForward;
    private readonly ComposedRMSNorm attention_norm_in;
    private readonly ComposedRMSNorm attention_norm_out;
    private readonly ComposedRMSNorm feedForward_norm_in;
    private readonly ComposedRMSNorm feedForward_norm_out;
    private readonly double scale;

    /// <summary>Creates a block.</summary>
    /// <param name="shape">The size of the model.</param>
    /// <param name="eps">The norms' eps.</param>
    public StockBlock(ModelShape shape, double eps)
        : base(nameof(StockBlock))
    {
        attention = new(shape.Width, shape.Heads, shape.Context);
        feedForward = new(shape.Width);
        attention_norm_in = new(shape.Width, eps);
        attention_norm_out = new(shape.Width, eps);
        feedForward_norm_in = new(shape.Width, eps);
        feedForward_norm_out = new(shape.Width, eps);
        scale = 1 / Math.Sqrt(2 * shape.Layers);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = torch.add(x, attention_norm_out.call(attention.call(attention_norm_in.call(x))), alpha: scale);
        x = torch.add(x, feedForward_norm_out.call(feedForward.call(feedForward_norm_in.call(x))), alpha: scale);
        return x.MoveToOuterDisposeScope();
    }
}
