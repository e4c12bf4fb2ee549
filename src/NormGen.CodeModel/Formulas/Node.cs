using System.Collections.Immutable;

namespace NormGen.CodeModel.Formulas;

/// <summary>One value of a formula. Nodes are made by <see cref="GraphBuilder"/> only, which returns the same object for the same expression, so that identity is equality.</summary>
public sealed class Node
{
    internal Node(int id, Operation operation, ImmutableArray<Node> operands, Extent extent, int index, double value)
    {
        Id = id;
        Operation = operation;
        Operands = operands;
        Extent = extent;
        Index = index;
        Value = value;
    }

    /// <summary>The order of creation: every operand has a smaller id.</summary>
    public int Id { get; }

    /// <summary>What is computed.</summary>
    public Operation Operation { get; }

    /// <summary>From what.</summary>
    public ImmutableArray<Node> Operands { get; }

    /// <summary>How many numbers it holds.</summary>
    public Extent Extent { get; }

    /// <summary>Which input, for <see cref="Operation.Input"/>.</summary>
    public int Index { get; }

    /// <summary>The number, for <see cref="Operation.Constant"/>.</summary>
    public double Value { get; }

    /// <summary>Whether it folds an axis.</summary>
    public bool IsReduction => Folds.Axis(Operation) != Extent.Scalar;

    /// <summary>Whether it is drawn by seed and place, and not computed from what its operands hold there.</summary>
    public bool IsRandom => Operation is Operation.Uniform or Operation.Kept;

    /// <inheritdoc/>
    public override string ToString() => Operation switch
    {
        Operation.Input => "in" + Index,
        Operation.Constant => Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => $"{Operation}({string.Join(", ", Operands)})",
    };
}
