using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Placement;

/// <summary>The operations of branch steps as nodes of a graph: the same that a formula gets for the function of that name.</summary>
public static class BranchStepMath
{
    /// <summary>An activation.</summary>
    /// <param name="builder">Makes the nodes.</param>
    /// <param name="kind">Which.</param>
    /// <param name="value">Of what.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is no activation.</exception>
    public static Node Activation(GraphBuilder builder, BranchStepKind kind, Node value)
    {
        var math = new Lowering(builder);
        return kind switch
        {
            BranchStepKind.Relu => math.Relu(value),
            BranchStepKind.Gelu => math.Gelu(value),
            BranchStepKind.GeluTanh => math.GeluTanh(value),
            BranchStepKind.Silu => math.Silu(value),
            BranchStepKind.Tanh => math.Of(Operation.Tanh, value),
            BranchStepKind.Sigmoid => math.Of(Operation.Sigmoid, value),
            BranchStepKind.Mish => math.Mish(value),
            BranchStepKind.Softsign => math.Softsign(value),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no activation"),
        };
    }

    /// <summary><c>CounterRandom.dropout</c> over the places of the rows.</summary>
    /// <param name="builder">Makes the nodes.</param>
    /// <param name="value">What is dropped from.</param>
    /// <param name="p">The probability.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="number">Which of the dropouts of one seed it is, from 0 on: each draws for itself.</param>
    public static Node Dropout(GraphBuilder builder, Node value, Node p, Node seed, int number)
    {
        var math = new Lowering(builder);
        return math.Dropout(value, p, number == 0 ? seed : math.Add(seed, math.Number(number)), math.Number((int)Extent.Element));
    }
}
