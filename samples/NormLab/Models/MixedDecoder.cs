using LaboratorySample.Runs;
using NormGen;
using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>A small decoder whose first layers are Post-LN and the others Pre-LN, with a norm before the head whatever the layers are.</summary>
internal sealed class MixedDecoder : Module<Tensor, Tensor>
{
    /// <summary>The vocabulary.</summary>
    public const int Tokens = 32;

    private const int Width = 48, Heads = 2;
    private readonly Embedding embedding;
    private readonly ModuleList<DecoderLayer> layers;
    private readonly RMSNorm norm;
    private readonly Linear head;

    /// <summary>Creates a decoder.</summary>
    /// <param name="depth">How many layers.</param>
    /// <param name="alpha">The part of them that is Post-LN, rounded down to whole layers.</param>
    /// <param name="randomness">Draws the weights: linear ones with a deviation of 0.45 over the root of the width, the embedding with 0.632.</param>
    public MixedDecoder(int depth, double alpha, Randomness randomness)
        : base(nameof(MixedDecoder))
    {
        var post = (int)(alpha * depth);
        const double deviation = 0.45;
        embedding = randomness.Drawn(Embedding(Tokens, Width), 0.632);
        layers = new([.. Enumerable.Range(0, depth).Select(layer => randomness.Drawn(new DecoderLayer(Width, Heads, isPost: layer < post), deviation / Math.Sqrt(Width)))]);
        norm = torch.nn.RMSNorm(Width, 1e-6);
        head = randomness.Drawn(Linear(Width, Tokens, hasBias: false), deviation / Math.Sqrt(Width));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var x = embedding.call(tokens);
        foreach (var layer in layers) x = layer.call(x);
        return head.call(norm.call(x)).MoveToOuterDisposeScope();
    }
}
