using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>What is done for each unit of a pass, or in each turn of a loop over the parts of a row, in order.</summary>
/// <param name="Depth">In how many loops over parts of the row it stands.</param>
internal sealed record LoopBody(int Depth)
{
    /// <summary>The steps.</summary>
    public List<BodyStep> Steps { get; } = [];

    /// <summary>The sweeps in it and in the loops it holds.</summary>
    public IEnumerable<int> Sweeps => Steps.SelectMany(s => s switch { BodyStep.Run run => [run.Sweep], BodyStep.Loop loop => loop.Body.Sweeps, _ => [] });
}

/// <summary>One step of a <see cref="LoopBody"/>.</summary>
internal abstract record BodyStep
{
    /// <summary>A number gets a name: computed, or read from where it is known.</summary>
    internal sealed record Define(Node Number) : BodyStep;

    /// <summary>A reduction of an earlier loop is read back.</summary>
    internal sealed record Restore(Node Number, int Slot) : BodyStep;

    /// <summary>A reduction is kept for a later loop.</summary>
    internal sealed record Keep(Node Number, int Slot) : BodyStep;

    /// <summary>A reduction is carried to a later pass.</summary>
    internal sealed record Carry(Node Number, int Slot) : BodyStep;

    /// <summary>A sweep over the features.</summary>
    internal sealed record Run(int Sweep) : BodyStep;

    /// <summary>A loop over parts of the row, with the numbers and the rows of features it folds.</summary>
    internal sealed record Loop(Extent Axis, LoopBody Body, List<Node> Folds, List<Node> LaneFolds) : BodyStep;

    /// <summary>A number is folded into a reduction along the loop.</summary>
    internal sealed record Fold(Node Reduction) : BodyStep;

    /// <summary>A number is added to a sum over rows; over features, it is what the sum holds.</summary>
    internal sealed record AddSum(Node Sum) : BodyStep;

    /// <summary>A reduction of this unit is left to a later stage.</summary>
    internal sealed record Leave(Node Number) : BodyStep;

    /// <summary>A reduction is taken from an earlier stage.</summary>
    internal sealed record Take(Node Number) : BodyStep;

    /// <summary>A number of the row is delivered.</summary>
    internal sealed record Deliver(Target Target) : BodyStep;
}
