using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Invariance;

/// <summary>Follows one way of scaling one weight through a model's flow: the abstract interpretation of card AdamP.</summary>
/// <remarks>
/// A linear map scales its output by rows, a later one merges them; positively homogeneous maps keep the factor, products multiply it, a norm whose reduction sets lie inside one group takes it away.
/// What is not understood is unknown, and unknown stays unknown.
/// </remarks>
internal sealed class ScaleFollower
{
    // Of the steps that notice; all others are unchanged.
    private readonly Dictionary<FlowNode, Scaled> states = [];
    private readonly ParameterNode weight;
    private readonly ISet<ParameterNode> biases;
    private readonly Func<FlowNode, Spread> initial;

    private ScaleFollower(ParameterNode weight, ISet<ParameterNode> biases, Func<FlowNode, Spread> initial)
    {
        this.weight = weight;
        this.biases = biases;
        this.initial = initial;
    }

    /// <summary>Where the scale cancels first.</summary>
    private FlowNode? Cause { get; set; }

    /// <summary>Scales a weight, and biases with it, and looks whether an output notices.</summary>
    /// <param name="graph">The flow of the model.</param>
    /// <param name="order">Its nodes, inputs first.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="biases">What is scaled with it.</param>
    /// <param name="initial">How the factor is spread over the tensor of a scaled parameter.</param>
    /// <returns>Where the scale cancels first; null where an output or a stored tensor may notice.</returns>
    public static FlowNode? Cancels(FlowGraph graph, IReadOnlyList<FlowNode> order, ParameterNode weight, ISet<ParameterNode> biases, Func<FlowNode, Spread> initial)
    {
        var follower = new ScaleFollower(weight, biases, initial);
        foreach (var node in order)
        {
            if (follower.Follow(node) is { IsUnchanged: false } state) follower.states[node] = state;
        }

        return graph.Outputs.Concat(graph.Escapes).Any(follower.states.ContainsKey) ? null : follower.Cause;
    }

    private Scaled Follow(FlowNode node)
    {
        if (node.Kind == FlowKind.Weight) return !node.IsOtherIndex && (node.Parameter == weight || biases.Contains(node.Parameter!)) ? Scaled.By(1, initial(node)) : Scaled.Unchanged;
        if (states.Count == 0 || !IsTouched(node)) return Scaled.Unchanged;
        var inputs = new Scaled[node.Inputs.Length];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = states.TryGetValue(node.Inputs[i], out var state) ? state : Scaled.Unchanged;
        if (node.Kind == FlowKind.Choice) return inputs.Skip(1).All(input => input == inputs[0]) ? inputs[0] : Scaled.Unknown;
        if (inputs.Any(input => input.Kind == ScaledKind.Unknown)) return Scaled.Unknown;
        var result = Step(node, inputs);
        if (result.IsUnchanged) Cause ??= node;
        return result;
    }

    private bool IsTouched(FlowNode node)
    {
        foreach (var input in node.Inputs)
        {
            if (states.ContainsKey(input)) return true;
        }

        return false;
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
