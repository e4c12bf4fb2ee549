using NormGen.Optimizers;
using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of a rule that multiplies matrices against the bare products (or decompositions) that it needs, with nothing around them: what such a step costs at least.</summary>
public sealed class BareProductsPair : OptimizerPair
{
    private readonly Tensor batch;
    private readonly Action<Tensor> products;

    /// <summary>Makes the pair.</summary>
    /// <param name="size">The matrices.</param>
    /// <param name="make">The optimizer over them.</param>
    /// <param name="products">The products over all matrices <c>[count, side, side]</c> at once; what they make is disposed.</param>
    public BareProductsPair(UpdateSize size, Func<Parameter[], FusedOptimizer> make, Action<Tensor> products)
    {
        Prepare(size, make);
        batch = stack([.. PeerParameters.Select(p => p.grad!)]).div_(size.Side);
        this.products = products;
    }

    /// <inheritdoc/>
    protected override double Streams => 0;

    /// <summary>There is nothing to compare: products alone are no step. What the step is, the golden data hold.</summary>
    public override void Check()
    {
        using var scope = NewDisposeScope();
        Ours();
        Peer();
    }

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        using var noGradients = no_grad();
        products(batch);
        return PeerParameters;
    }
}
