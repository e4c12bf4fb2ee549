using NormGen.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>Inference of a model against the same model made cheaper without changing its function. Where no other peer is given, both sides are NormGen's: what is measured is the method.</summary>
public abstract class InferencePair : Pair
{
    private readonly nn.Module<Tensor, Tensor> ours, peer;
    private readonly Tensor input;

    /// <summary>Makes the pair.</summary>
    /// <param name="make">Makes the model, from the same numbers every time.</param>
    /// <param name="change">Makes it cheaper.</param>
    /// <param name="input">What it gets.</param>
    /// <param name="peerOf">Makes another model of the same function of the unchanged one; null for the unchanged one itself.</param>
    private protected InferencePair(Func<nn.Module<Tensor, Tensor>> make, Action<nn.Module<Tensor, Tensor>> change, Func<Tensor> input, Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>>? peerOf = null)
    {
        (ours, peer) = (Made(), peerOf is null ? Made() : peerOf(Made()));
        peer.eval();
        using (no_grad()) change(ours);
        this.input = input();

        nn.Module<Tensor, Tensor> Made()
        {
            random.manual_seed(2);
            var model = make();
            model.eval();
            return model;
        }
    }

    /// <summary>The parameters, which are read once.</summary>
    public override long Bytes => peer.parameters().Sum(parameter => parameter.numel() * parameter.element_size());

    /// <inheritdoc/>
    public override Tensor[] Ours() => Run(ours);

    /// <inheritdoc/>
    public override Tensor[] Peer() => Run(peer);

    /// <inheritdoc/>
    protected override void Release()
    {
        ours.Dispose();
        peer.Dispose();
        input.Dispose();
    }

    private Tensor[] Run(nn.Module<Tensor, Tensor> model)
    {
        using var inference = no_grad();
        return [model.call(input)];
    }
}

/// <summary>The Pre-LN model of the sample's shape, converted to Pre-RMSNorm or Pre-CRMSNorm.</summary>
/// <param name="batch">Sequences.</param>
/// <param name="length">Tokens of each.</param>
/// <param name="width">Features of the stream.</param>
/// <param name="compressed">Whether to Pre-CRMSNorm.</param>
public sealed class ConvertedPair(long batch, long length, long width, bool compressed)
    : InferencePair(() => new PreLNModel(width, heads: 4, depth: 4), model => Convert((PreLNModel)model, compressed), () => randint(0, 256, [batch, length], ScalarType.Int64))
{
    private static void Convert(PreLNModel model, bool compressed)
    {
        if (compressed) model.ConvertToPreCRMSNorm();
        else model.ConvertToPreRMSNorm();
    }
}

/// <summary>The model of the sample's shape, as it is or converted, against the one a user has without NormGen: TorchSharp's <c>LayerNorm</c> and additions.</summary>
/// <param name="batch">Sequences.</param>
/// <param name="length">Tokens of each.</param>
/// <param name="width">Features of the stream.</param>
/// <param name="form">What the norms are on NormGen's side.</param>
public sealed class StockPair(long batch, long length, long width, LayerNormForm form)
    : InferencePair(() => new PreLNModel(width, heads: 4, depth: 4), model => Convert((PreLNModel)model, form), () => randint(0, 256, [batch, length], ScalarType.Int64), model => Stock(model, width))
{
    private static void Convert(PreLNModel model, LayerNormForm form)
    {
        if (form == LayerNormForm.Compressed) model.ConvertToPreCRMSNorm();
        else if (form == LayerNormForm.RootMeanSquare) model.ConvertToPreRMSNorm();
    }

    private static StockPreLNModel Stock(nn.Module<Tensor, Tensor> model, long width)
    {
        var stock = new StockPreLNModel(width, heads: 4, depth: 4);
        stock.load_state_dict(model.state_dict());
        model.Dispose();
        return stock;
    }
}

/// <summary>Pre-norm layers with unified normalization, folded.</summary>
/// <param name="rows">The tokens.</param>
/// <param name="width">Features of the stream.</param>
public sealed class FoldedPair(long rows, long width) : InferencePair(() => new UnifiedModel(width), model => ((UnifiedModel)model).FoldNormalization(), () => randn(rows, width));
