using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>
/// The types that eager code gives the results of a formula whose tensors differ in theirs. A formula may say much about them (<c>branch.to(x.dtype)</c>, a mean of everything, a result that does not use every tensor), so it is asked itself, by
/// running it on two rows of ones, once for each combination of types.
/// </summary>
/// <param name="inputs">The tensors of the formula.</param>
internal sealed class MixedResultTypes(KernelInput[] inputs)
{
    private readonly ConcurrentDictionary<string, ScalarType[]> known = new();

    /// <summary>The type of each result; the one that all elements have together where the formula itself does not take such types, because an operation or a method that it calls refuses them.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="common">The type that all elements have together.</param>
    /// <param name="results">How many results there are.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="formula">The formula in TorchSharp operations.</param>
    /// <param name="leading">How many leading axes the rows run over.</param>
    internal ScalarType[] Of(ReadOnlySpan<Tensor> tensors, ScalarType common, int results, ReadOnlySpan<double> numbers, ComposedFormula formula, int leading)
    {
        // Tensors without dimensions do not count as others do, and whether there are any depends on the dimensions of the first.
        Span<char> key = stackalloc char[tensors.Length + 1];
        for (var i = 0; i < tensors.Length; i++) key[i] = (char)tensors[i].dtype;
        key[^1] = (char)tensors[0].ndim;
        var name = new string(key);
        return known.TryGetValue(name, out var types) ? types : known[name] = Found(tensors, numbers, formula, leading) ?? [.. Enumerable.Repeat(common, results)];
    }

    private ScalarType[]? Found(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers, ComposedFormula formula, int leading)
    {
        using var scope = NewDisposeScope();
        using var unwatched = no_grad();
        var small = new Tensor[tensors.Length];
        for (var i = 0; i < small.Length; i++)
        {
            var sizes = tensors[i].shape;
            for (var d = 0; (inputs[i].Axes & KernelAxes.Rows) != 0 && d < leading; d++) sizes[d] = d == 0 ? 2 : 1;
            small[i] = ones(sizes, dtype: tensors[i].dtype);
        }

        try
        {
            return [.. formula(small, numbers).Select(result => result.dtype)];
        }
        catch (Exception e) when (e is ArgumentException or ExternalException)
        {
            return null;
        }
    }
}
