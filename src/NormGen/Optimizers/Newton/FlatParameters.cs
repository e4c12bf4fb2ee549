using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Parameters as one vector in float64: scalars of a line search need all digits.</summary>
/// <param name="parameters">The parameters.</param>
internal sealed class FlatParameters(IReadOnlyList<Parameter> parameters)
{
    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>All elements.</summary>
    public long Size { get; } = parameters.Sum(parameter => parameter.numel());

    /// <summary>The present values.</summary>
    public Tensor Read()
    {
        // A copy: of one tensor alone, cat gives that tensor.
        using var scope = NewDisposeScope();
        return Flatten([.. parameters.Select(parameter => parameter.detach())]).clone().MoveToOuterDisposeScope();
    }

    /// <summary>Sets the values, rounded to each parameter's type.</summary>
    public void Write(Tensor values)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (parameter, part) in parameters.Zip(Split(values))) parameter.copy_(part);
    }

    /// <summary>A vector in the shapes and types of the parameters.</summary>
    public IReadOnlyList<Tensor> Split(Tensor values)
        => [.. parameters.Zip(values.split([.. parameters.Select(parameter => parameter.numel())]), (parameter, part) => part.view(parameter.shape).to(parameter.dtype))];

    /// <summary>
    /// The product of the Jacobian of <paramref name="output"/>, transposed, with <paramref name="seed"/> (ones where there is none). By <c>backward</c>, not <c>autograd.grad</c>: that one lets no
    /// error out, and a failure would end the process.
    /// </summary>
    /// <param name="output">What is differentiated.</param>
    /// <param name="seed">A tensor like it.</param>
    /// <param name="keepsGraph">Whether the graph is used again.</param>
    /// <param name="isDifferentiable">Whether the product has a graph of its own.</param>
    public Tensor Pull(Tensor output, Tensor? seed = null, bool keepsGraph = true, bool isDifferentiable = false)
    {
        ClearGradients();
        try
        {
            if (output.requires_grad) autograd.backward([output], seed is null ? null : [seed], keepsGraph, isDifferentiable, [.. parameters]);
            return Flatten([.. parameters.Select(parameter => parameter.grad ?? zeros_like(parameter))]);
        }
        finally
        {
            ClearGradients();
        }
    }

    /// <summary>Sets all gradients to null.</summary>
    public void ClearGradients()
    {
        foreach (var parameter in parameters) parameter.grad = null;
    }

    private static Tensor Flatten(Tensor[] parts) => cat([.. parts.Select(part => part.reshape(-1).to(ScalarType.Float64))]);
}
