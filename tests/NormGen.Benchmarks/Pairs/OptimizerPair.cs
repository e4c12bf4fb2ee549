using NormGen.Optimizers;
using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of one of NormGen's optimizers against another way to take it.</summary>
public abstract class OptimizerPair : UpdatePair
{
    private FusedOptimizer? optimizer;

    /// <inheritdoc/>
    public override Tensor[] Ours()
    {
        optimizer!.step();
        return OurParameters;
    }

    /// <summary>Makes parameters and NormGen's side.</summary>
    /// <param name="size">The parameters.</param>
    /// <param name="make">The optimizer over them.</param>
    protected void Prepare(UpdateSize size, Func<Parameter[], FusedOptimizer> make)
    {
        Prepare(size);
        optimizer = make(OurParameters);
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        optimizer?.Dispose();
        base.Release();
    }
}
