using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The gradients of some parameters, checked before any is changed. Disposing it ends this view of them, not the gradients.</summary>
internal sealed class GradientList : IDisposable
{
    private GradientList(List<(int Index, Tensor Parameter, Tensor Gradient)> items, int count)
    {
        Items = items;
        Count = count;
    }

    /// <summary>Each parameter that has a gradient with elements, with its place. One that shares its gradient with an earlier parameter is left out: it would be changed twice.</summary>
    public IReadOnlyList<(int Index, Tensor Parameter, Tensor Gradient)> Items { get; }

    /// <summary>How many parameters there are.</summary>
    public int Count { get; }

    /// <summary>Reads the gradients.</summary>
    /// <exception cref="ArgumentException">A parameter is null, or its gradient is sparse or not of a floating-point type.</exception>
    public static GradientList Of(IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var (items, seen, index) = (new List<(int, Tensor, Tensor)>(), new HashSet<IntPtr>(), 0);
        foreach (var parameter in parameters)
        {
            if (parameter is null) throw new ArgumentException($"Parameter {index} is null.", nameof(parameters));
            if (parameter.grad is { } gradient)
            {
                if (gradient.is_sparse) throw new ArgumentException($"Parameter {index} has a sparse gradient, which these tools do not take: build the embedding with sparse: false.", nameof(parameters));
                if (!is_floating_point(gradient)) throw new ArgumentException($"The gradient of parameter {index} is {gradient.dtype}; these tools take floating-point types.", nameof(parameters));
                if (gradient.numel() != 0 && seen.Add(ParameterIdentity.Of(gradient))) items.Add((index, parameter, gradient));
                else gradient.Dispose();
            }

            index++;
        }

        return new(items, index);
    }

    /// <summary>The norm of each parameter's gradient, in order; 0 where there is none.</summary>
    /// <exception cref="InvalidOperationException">One is not finite, and the caller asked for this.</exception>
    public double[] Norms(double norm_type, bool error_if_nonfinite)
    {
        var norms = new double[Count];
        foreach (var (index, _, gradient) in Items)
        {
            norms[index] = GradientSize.NormOf(gradient, norm_type);
            if (error_if_nonfinite) CheckFinite(norms[index], index);
        }

        return norms;
    }

    /// <summary>Throws where a norm is not finite.</summary>
    public static void CheckFinite(double norm, int index)
    {
        if (!double.IsFinite(norm)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The norm of the gradient of parameter {index} is {norm}. Nothing was changed; with error_if_nonfinite: false it would have been."));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, _, gradient) in Items) gradient.Dispose();
    }
}
