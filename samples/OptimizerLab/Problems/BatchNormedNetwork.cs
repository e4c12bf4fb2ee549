using NormGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OptimizerLabSample.Problems;

/// <summary>A network 32-64-64-10 with batch norms: the scale of the first two weights does not matter, which the generated <c>CreateOptimizer</c> knows from the data flow.</summary>
[Optimizer(OptimizerKind.SGDP)]
public sealed partial class BatchNormedNetwork : Module<Tensor, Tensor>
{
    /// <summary>Features of a point.</summary>
    public const int Features = 32;

    /// <summary>Classes.</summary>
    public const int Classes = 10;

    private const int Width = 64;
    private readonly Linear first;
    private readonly BatchNorm1d firstNorm;
    private readonly Linear second;
    private readonly BatchNorm1d secondNorm;
    private readonly Linear head;

    /// <summary>Creates the model.</summary>
    public BatchNormedNetwork()
        : base(nameof(BatchNormedNetwork))
    {
        (first, firstNorm) = (Linear(Features, Width, hasBias: false), BatchNorm1d(Width));
        (second, secondNorm) = (Linear(Width, Width, hasBias: false), BatchNorm1d(Width));
        head = Linear(Width, Classes);
        RegisterComponents();
    }

    /// <summary>The weights before the norms.</summary>
    public IReadOnlyList<Parameter> Invariant => [first.weight!, second.weight!];

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = functional.relu(firstNorm.call(first.call(x)));
        x = functional.relu(secondNorm.call(second.call(x)));
        return head.call(x).MoveToOuterDisposeScope();
    }
}
