using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Invariance;

/// <summary>Follows ways of scaling weights through a model's flow: the abstract interpretation of card AdamP.</summary>
/// <remarks>
/// A linear map scales its output by rows, a later one merges them; positively homogeneous maps keep the factor, products multiply it, a norm whose reduction sets lie inside one group takes it away.
/// What is not understood is unknown, and unknown stays unknown.
/// </remarks>
internal sealed class ScaleFollower
{
    private readonly IReadOnlyList<FlowNode> order;

    // Where in the order the inputs of each step stand, and which steps leave the flow.
    private readonly int[][] inputs;
    private readonly bool[] isEnd;

    // Of the steps that notice; all others are unchanged.
    private readonly Scaled?[] states;

    /// <summary>Makes one for a flow.</summary>
    /// <param name="graph">The flow of the model.</param>
    public ScaleFollower(FlowGraph graph)
    {
        order = graph.Nodes();
        (inputs, isEnd, states) = (new int[order.Count][], new bool[order.Count], new Scaled?[order.Count]);
        var places = new Dictionary<FlowNode, int>(order.Count);
        for (var i = 0; i < order.Count; i++)
        {
            places[order[i]] = i;
            inputs[i] = [.. order[i].Inputs.Select(input => places[input])];
        }

        foreach (var end in graph.Outputs.Concat(graph.Escapes)) isEnd[places[end]] = true;
    }

    /// <summary>Scales a weight, and biases with it, and looks whether an output notices.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="biases">What is scaled with it.</param>
    /// <param name="initial">How the factor is spread over the tensor of a scaled parameter.</param>
    /// <returns>Where the scale cancels first; null where an output or a stored tensor may notice.</returns>
    public FlowNode? Cancels(ParameterNode weight, ISet<ParameterNode> biases, Func<FlowNode, Spread> initial)
    {
        FlowNode? cause = null;
        Array.Clear(states, 0, states.Length);
        for (var i = 0; i < states.Length; i++)
        {
            var node = order[i];
            if (node.Kind == FlowKind.Weight)
            {
                if (!node.IsOtherIndex && (node.Parameter == weight || biases.Contains(node.Parameter!))) states[i] = Scaled.By(1, initial(node));
            }
            else if (IsTouched(i))
            {
                var state = Follow(i);
                if (!state.IsUnchanged) states[i] = state;
                else cause ??= node;
            }

            if (isEnd[i] && states[i] is not null) return null;
        }

        return cause;
    }

    private bool IsTouched(int step)
    {
        foreach (var input in inputs[step])
        {
            if (states[input] is not null) return true;
        }

        return false;
    }

    private Scaled Follow(int step)
    {
        var (node, given) = (order[step], new Scaled[inputs[step].Length]);
        for (var i = 0; i < given.Length; i++) given[i] = states[inputs[step][i]] ?? Scaled.Unchanged;
        if (node.Kind == FlowKind.Choice) return given.All(input => input == given[0]) ? given[0] : Scaled.Unknown;
        return Array.Exists(given, static input => input.Kind == ScaledKind.Unknown) ? Scaled.Unknown : Step(node, given);
    }

    private static Scaled Step(FlowNode node, Scaled[] inputs) => node.Kind switch
    {
        FlowKind.Linear => ScaledProducts.Linear(node, inputs, -1, -2),
        FlowKind.Convolution => ScaledProducts.Linear(node, inputs, -node.Spatial - 1, node.Leading == 1 ? -node.Spatial - 1 : -node.Spatial - 2),
        FlowKind.Lookup => ScaledProducts.Lookup(node, inputs),
        FlowKind.MatrixProduct => ScaledProducts.Matrix(node, inputs),
        FlowKind.Attention => ScaledProducts.Attention(inputs),
        FlowKind.Add => ScaledElements.Add(node, inputs[0], inputs[1]),
        FlowKind.Multiply => ScaledElements.Multiply(node, inputs[0], inputs[1], 1),
        FlowKind.Divide => ScaledElements.Multiply(node, inputs[0], inputs[1], -1),
        FlowKind.Same => inputs[0],
        FlowKind.Homogeneous => ScaledElements.Homogeneous(node, inputs),
        FlowKind.Pooling => ScaledShapes.Pooling(node, inputs[0]),
        FlowKind.View => ScaledShapes.View(node, inputs[0]),
        FlowKind.Transpose => ScaledShapes.Transpose(node, inputs[0]),
        FlowKind.Rearrange => ScaledShapes.Rearrange(node, inputs),
        FlowKind.Concat => ScaledShapes.Concat(node, inputs),
        FlowKind.Reduce => ScaledNorms.Reduce(node, inputs[0]),
        FlowKind.Norm => ScaledNorms.Normalize(node, inputs),
        _ => Scaled.Unknown,
    };
}
