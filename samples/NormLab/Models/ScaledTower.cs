using LaboratorySample.Runs;
using NormGen;
using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>What a branch of a stack without norms is multiplied by, and the stack with batch norms that it is held against.</summary>
internal enum BranchScale
{
    /// <summary>One.</summary>
    One,

    /// <summary>One over the number of branches.</summary>
    InverseDepth,

    /// <summary>One over the root of the number of branches.</summary>
    InverseSqrtDepth,

    /// <summary>A learned number for each branch, zero at first.</summary>
    SkipInit,

    /// <summary>One, with a batch norm before each branch.</summary>
    BatchNorm,
}

/// <summary>A residual block <c>h + scale · W2 relu(W1 h)</c>; the weights are drawn with variances 2 and 1 over the inputs.</summary>
internal sealed class ScaledBlock : Module<Tensor, Tensor>
{
    private readonly FusedBatchNorm1d? norm;
    private readonly Linear expand;
    private readonly Linear contract;
    private readonly Parameter? alpha;
    private readonly double factor;

    /// <summary>Creates a block.</summary>
    /// <param name="width">The features of the stream, and of the hidden layer.</param>
    /// <param name="scale">What the branch is multiplied by.</param>
    /// <param name="depth">How many branches there are.</param>
    /// <param name="randomness">Draws the weights.</param>
    public ScaledBlock(long width, BranchScale scale, int depth, Randomness randomness)
        : base(nameof(ScaledBlock))
    {
        if (scale == BranchScale.BatchNorm) norm = torch.nn.FusedBatchNorm1d(width);
        (expand, contract) = (randomness.DrawnByInputs(Linear(width, width), 2), randomness.DrawnByInputs(Linear(width, width), 1));
        if (scale == BranchScale.SkipInit) alpha = new Parameter(zeros(1));
        factor = scale switch { BranchScale.InverseDepth => 1.0 / depth, BranchScale.InverseSqrtDepth => 1 / Math.Sqrt(depth), _ => 1 };
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var branch = contract.call(functional.relu(expand.call(norm is null ? x : norm.call(x))));
        return (alpha is null ? x.add(branch, factor) : x.addcmul(branch, alpha, 1)).MoveToOuterDisposeScope();
    }
}
