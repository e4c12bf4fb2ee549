using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Products with the Jacobian J of a model's outputs by its parameters, from autograd.</summary>
internal sealed class NewtonJacobian
{
    private readonly Tensor outputs;
    private readonly FlatParameters parameters;
    private readonly OutputLoss loss;
    private readonly Tensor detached;
    private readonly Tensor probe;
    private Tensor? transposed;

    public NewtonJacobian(Tensor outputs, FlatParameters parameters, OutputLoss loss)
    {
        (this.outputs, this.parameters, this.loss) = (outputs, parameters, loss);
        detached = outputs.detach().to(ScalarType.Float64);
        probe = zeros_like(outputs).requires_grad_();
    }

    /// <summary>The number of outputs.</summary>
    public long Outputs => outputs.numel();

    /// <summary><c>Jᵀ w</c>, w in the shape of the outputs.</summary>
    public Tensor Pull(Tensor w) => parameters.Pull(outputs, w.view(outputs.shape).to(outputs.dtype));

    /// <summary>Builds the graph that <see cref="Push"/> differentiates, which lives as long as the caller's scope.</summary>
    public void PreparePush()
    {
        using var gradients = enable_grad();
        transposed = parameters.Pull(outputs, probe, isDifferentiable: true);
    }

    /// <summary><c>J v</c>: the derivative of <c>vᵀ Jᵀ w</c> by w, since autograd has no forward mode here.</summary>
    public Tensor Push(Tensor v)
    {
        using var gradients = enable_grad();
        if (transposed is null) throw new InvalidOperationException("Push without PreparePush.");
        if (!transposed.requires_grad) return zeros(Outputs, ScalarType.Float64, outputs.device);
        probe.grad = null;
        autograd.backward([transposed.dot(v)], null, retain_graph: true, inputs: [probe]);
        var product = (probe.grad ?? zeros_like(probe)).reshape(-1).to(ScalarType.Float64);
        probe.grad = null;
        return product;
    }

    /// <summary>J in full, <c>[outputs, parameters]</c>: one backward pass an output.</summary>
    public Tensor Rows()
    {
        var basis = eye(Outputs, dtype: outputs.dtype, device: outputs.device);
        return stack(Enumerable.Range(0, (int)Outputs).Select(i => Pull(basis[i])).ToArray());
    }

    /// <summary>Products <c>D v</c> of directions <c>[count, outputs]</c>, or of one <c>[outputs]</c>.</summary>
    public Tensor Curve(Tensor directions)
        => loss.Curve(detached, directions.view([directions.ndim == 1 ? 1 : directions.size(0), .. outputs.shape])).reshape(directions.shape);

    /// <summary>The term of rank one, <c>alpha · a aᵀ</c> with <c>a = Jᵀ w</c>.</summary>
    public (double Alpha, Tensor A) RankOne()
    {
        var (alpha, direction) = loss.RankOne(detached) ?? throw new InvalidOperationException($"loss is {loss.GetType().Name}, whose second derivatives have no term of rank one: take Curvature.GaussNewton.");
        return (alpha, Pull(direction));
    }
}
