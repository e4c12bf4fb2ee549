using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>A causal transformer of two layers, width 32, four heads, with a norm of the user's choice after each addition.</summary>
internal sealed class TokenTransformer : Module<Tensor, Tensor>
{
    /// <summary>The features of a token.</summary>
    public const int Width = 32;

    private const int Layers = 2, Heads = 4;
    private readonly Embedding embedding;
    private readonly Embedding positions;
    private readonly ModuleList<Module<Tensor, Tensor>> sublayers;
    private readonly ModuleList<Module<Tensor, Tensor>> norms;
    private readonly Linear head;

    /// <summary>Creates a transformer.</summary>
    /// <param name="symbols">The vocabulary.</param>
    /// <param name="length">The length of a text.</param>
    /// <param name="norm">Makes a norm of tokens.</param>
    public TokenTransformer(int symbols, int length, Func<Module<Tensor, Tensor>> norm)
        : base(nameof(TokenTransformer))
    {
        (embedding, positions) = (Embedding(symbols, Width), Embedding(length, Width));
        sublayers = new([.. Enumerable.Range(0, Layers).SelectMany(_ => (Module<Tensor, Tensor>[])[new CausalAttention(Width, Heads), Sequential(Linear(Width, 4 * Width), ReLU(), Linear(4 * Width, Width))])]);
        norms = new([.. Enumerable.Range(0, 2 * Layers).Select(_ => norm())]);
        head = Linear(Width, symbols);
        RegisterComponents();
    }

    /// <summary>The table of the symbols.</summary>
    public Parameter Symbols => embedding.weight!;

    /// <summary>The table of the places.</summary>
    public Parameter Places => positions.weight!;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var x = embedding.call(tokens) + Places;
        foreach (var (sublayer, norm) in sublayers.Zip(norms)) x = norm.call(x + sublayer.call(x));
        return head.call(x).MoveToOuterDisposeScope();
    }
}

/// <summary>Batch norm of tokens <c>[.., features]</c>: all of a batch's tokens are its samples.</summary>
internal sealed class TokenBatchNorm : Module<Tensor, Tensor>
{
    private readonly NormGen.Modules.FusedBatchNorm1d norm;

    public TokenBatchNorm(long features)
        : base(nameof(TokenBatchNorm))
    {
        norm = new(features);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return norm.call(x.flatten(0, -2)).view(x.shape).MoveToOuterDisposeScope();
    }
}
