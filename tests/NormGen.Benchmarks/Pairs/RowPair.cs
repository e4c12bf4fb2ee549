namespace NormGen.Benchmarks.Pairs;

/// <summary>A pair over rows <c>[rows, features]</c> or another shape: forward alone without gradients, or forward and backward. Activations are no leaves, as inside a model.</summary>
/// <param name="shape">The shape of the activations.</param>
/// <param name="backward">Whether gradients are computed too.</param>
public abstract class RowPair(long[] shape, bool backward) : Pair
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly List<Tensor> activations = [], ourActivations = [];
    private readonly List<Tensor> gradients = [], ourGradients = [];

    /// <summary>A pair over rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    protected RowPair(long rows, long features, bool backward)
        : this([rows, features], backward)
    {
    }

    /// <inheritdoc/>
    public override long Bytes => OurType.ElementSize() * shape.Aggregate((all, size) => all * size) * (backward ? ForwardTensors + BackwardTensors + (IsInsideModel ? 6 * gradients.Count : 0) : ForwardTensors);

    /// <summary>
    /// Whether the work goes on behind the results, as in a model: each is multiplied by a given tensor and added up. Their gradients are then what autograd's engine makes, and nobody keeps them or a result. Else the caller
    /// has gradients of his own and wants the results.
    /// </summary>
    protected bool IsInsideModel { get; init; }

    /// <summary>Tensors of the full size that forward reads or writes.</summary>
    protected abstract long ForwardTensors { get; }

    /// <summary>Tensors of the full size that backward reads or writes.</summary>
    protected abstract long BackwardTensors { get; }

    /// <summary>The element type of NormGen's side; the other's is float32.</summary>
    protected virtual ScalarType OurType => ScalarType.Float32;

    /// <inheritdoc/>
    public override Tensor[] Ours() => Run(OurForward, ourActivations, ourGradients, OurParameters);

    /// <inheritdoc/>
    public override Tensor[] Peer() => Run(PeerForward, activations, gradients, PeerParameters);

    /// <summary>NormGen's forward.</summary>
    protected abstract Tensor[] OurForward(IReadOnlyList<Tensor> activations);

    /// <summary>The other side's forward.</summary>
    protected abstract Tensor[] PeerForward(IReadOnlyList<Tensor> activations);

    /// <summary>What the other side is given.</summary>
    protected IReadOnlyList<Tensor> Activations => activations;

    /// <summary>What NormGen's side learns.</summary>
    protected abstract IReadOnlyList<Tensor> OurParameters { get; }

    /// <summary>What the other side learns.</summary>
    protected abstract IReadOnlyList<Tensor> PeerParameters { get; }

    /// <summary>Makes the tensors of the caller's rows.</summary>
    /// <param name="inputs">How many activations.</param>
    /// <param name="outputs">How many results with a gradient.</param>
    protected void Prepare(int inputs, int outputs)
    {
        for (var i = 0; i < inputs; i++) activations.Add(backward ? randn(shape).requires_grad_() * 1 : randn(shape));
        for (var i = 0; i < outputs; i++) gradients.Add(randn(shape));

        // The same tensors where the types are the same.
        ourActivations.AddRange(activations.Select(tensor => tensor.to(OurType)));
        ourGradients.AddRange(gradients.Select(tensor => tensor.to(OurType)));
    }

    /// <inheritdoc/>
    protected override void Release() => scope.Dispose();

    private Tensor[] Run(Func<IReadOnlyList<Tensor>, Tensor[]> forward, List<Tensor> inputs, List<Tensor> incoming, IReadOnlyList<Tensor> parameters)
    {
        if (!backward)
        {
            using var inference = no_grad();
            return forward(inputs);
        }

        // Gradients of the given tensors and no others: nothing is added into a leaf, which TorchSharp would clone first.
        var results = forward(inputs);
        if (!IsInsideModel) return [.. results, .. autograd.grad(results, [.. inputs, .. parameters], [.. incoming])];
        return [.. autograd.grad([.. results.Zip(incoming, Sum)], [.. inputs, .. parameters])];
    }

    private static Tensor Sum(Tensor result, Tensor direction)
    {
        using (result)
        using (var product = result * direction) return product.sum();
    }
}
