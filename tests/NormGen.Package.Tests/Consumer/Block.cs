using NormGen;
using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Consumer;

/// <summary>A block as a user writes it: the norms, forward and InitializeNorms come from the package.</summary>
[PeriLN(Norm = typeof(RMSNorm))]
[ScaledResidual(ResidualScale.InverseSqrtBranches)]
public partial class Block : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly nn.Module<Tensor, Tensor> mix;
    [Sublayer] private readonly nn.Module<Tensor, Tensor> feedForward;

    /// <summary>Creates the block.</summary>
    public Block(int width, int depth)
        : base(nameof(Block))
    {
        mix = nn.Linear(width, width);
        feedForward = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width));
        InitializeNorms(width, depth);
        RegisterComponents();
    }

    /// <summary>The block's output, of the shape of its input.</summary>
    public override partial Tensor forward(Tensor x);
}
