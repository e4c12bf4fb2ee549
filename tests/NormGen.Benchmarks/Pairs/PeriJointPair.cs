using NormGen.Generated;
using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>The joint of Peri-LN between two sublayers, <c>h = x + LN_out(branch)</c>, <c>n = LN_in(h)</c>: one kernel against two stock norms and an addition.</summary>
public sealed class PeriJointPair : RowPair
{
    private readonly Modules.FusedLayerNorm ourOut, ourIn;
    private readonly LayerNorm peerOut, peerIn;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    /// <param name="isInsideModel">Whether the work goes on behind the results.</param>
    public PeriJointPair(long rows, long features, bool backward, bool isInsideModel = false)
        : base(rows, features, backward)
    {
        IsInsideModel = isInsideModel;
        (ourOut, ourIn) = (torch.nn.FusedLayerNorm(features), torch.nn.FusedLayerNorm(features));
        (peerOut, peerIn) = (torch.nn.LayerNorm(features), torch.nn.LayerNorm(features));
        Prepare(inputs: 2, outputs: 2);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 4;

    /// <inheritdoc/>
    protected override long BackwardTensors => 6;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ourOut.weight!, ourOut.bias!, ourIn.weight!, ourIn.bias!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [peerOut.weight!, peerOut.bias!, peerIn.weight!, peerIn.bias!];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations)
    {
        var (h, n) = LayerNormPeriJoint.Run(activations[0], activations[1], ourOut.weight!, ourOut.bias!, ourIn.weight!, ourIn.bias!, ourOut.eps, ourIn.eps);
        return [h, n];
    }

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        using var branch = peerOut.call(activations[1]); // which nothing keeps once it is added
        var h = activations[0] + branch;
        return [h, peerIn.call(h)];
    }
}
