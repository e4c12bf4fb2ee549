using LaboratorySample.Runs;
using NormGen;
using NormGen.Modules;
using NormLabSample.Problems;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>A stack of blocks between a linear layer and a head; a norm before the head where the blocks leave the stream as it is.</summary>
internal sealed class Tower : Module<Tensor, Tensor>
{
    private const int Width = 32;
    private readonly Linear input;
    private readonly ModuleList<Module<Tensor, Tensor>> blocks;
    private readonly RMSNorm? norm;
    private readonly Linear head;

    /// <summary>Creates a stack.</summary>
    /// <param name="placement">Where the norms stand.</param>
    /// <param name="depth">How many blocks.</param>
    /// <param name="randomness">Draws the weights.</param>
    /// <param name="lastVariance">The variance of a block's second weight, over the inputs; the first has 2.</param>
    public Tower(Placement placement, int depth, Randomness randomness, double lastVariance = 1)
        : base(nameof(Tower))
    {
        input = randomness.Drawn(Linear(ProductSigns.Features, Width));
        blocks = new([.. Enumerable.Range(0, depth).Select(_ => PlacedBlocks.Create(placement, Width))]);
        if (placement != Placement.Post) norm = torch.nn.RMSNorm(Width);
        head = randomness.Drawn(Linear(Width, ProductSigns.Classes));
        foreach (var block in blocks)
        {
            foreach (var (layer, variance) in block.modules().OfType<Linear>().Zip([2.0, lastVariance])) randomness.DrawnByInputs(layer, variance);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = input.call(x);
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm is null ? x : norm.call(x)).MoveToOuterDisposeScope();
    }
}
