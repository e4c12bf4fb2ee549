using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Testing;

/// <summary>Runs an update and its formula, in float64, on the same numbers and compares every tensor: the updated ones are the formula's results, the others as they were.</summary>
internal sealed class UpdateComparison(FusedFormula formula, long[] shape, ScalarType type)
{
    /// <summary>Lays a tensor out in memory.</summary>
    public Func<int, Tensor, Tensor> Lay { get; init; } = (_, t) => t;

    /// <summary>The type of each tensor; that of the first, where others are not kept in another one.</summary>
    public Func<int, ScalarType> Types { get; init; } = _ => type;

    /// <summary>What is asked for; relative to the largest entry, or to 1.</summary>
    public required Accuracy Accuracy { get; init; }

    /// <summary>Makes the drawn numbers into the data of a tensor.</summary>
    public Func<int, Tensor, Tensor> Data { get; init; } = (_, drawn) => drawn;

    /// <summary>What the numbers are drawn from.</summary>
    public ulong Seed { get; init; } = 77;

    public void Check()
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(Seed);
        var features = shape.Length < 2 ? shape[0] : shape[1..].Aggregate((a, b) => a * b);
        var tensors = Enumerable.Range(0, formula.Tensors.Length)
            .Select(i => Lay(i, Data(i, randn(formula.IsPerFeature(i) ? [features] : formula.IsPerRow(i) ? [shape.Length < 2 ? 1 : shape[0]] : shape, dtype: ScalarType.Float32, generator: generator).to(ScalarType.Float64)).to(Types(i)))).ToArray();
        var wanted = Formula(tensors, 1);
        Tensor[][] moved = Accuracy.Noise == 0 ? [] : [Formula(tensors, 1 + Accuracy.Noise), Formula(tensors, 1 - Accuracy.Noise)];
        var before = tensors.Select(t => t.clone()).ToArray();
        formula.CallKernel(tensors);

        var order = formula.ResultNames is { } names ? names : [.. formula.Tensors.Where((_, i) => formula.IsUpdated(i)).Select(p => p.Name!)];
        for (var i = 0; i < tensors.Length; i++)
        {
            var at = $"{formula.Name} [{string.Join(", ", shape)}] {type}: {formula.Tensors[i].Name}";
            if (!formula.IsUpdated(i))
            {
                Assert.True(tensors[i].ne(before[i]).any().item<bool>() is false, $"{at} was changed.");
                continue;
            }

            var place = Array.IndexOf(order, formula.Tensors[i].Name);
            Agreement.Check(wanted[place].reshape(tensors[i].shape), tensors[i], Types(i) == type ? Accuracy : Accuracy with { Tolerance = Math.Max(Accuracy.Tolerance, Accuracy.Of(Types(i)).Tolerance) }, at, () => moved.Max(m => Agreement.Largest(m[place] - wanted[place])), () => 0);
        }
    }

    /// <summary>The formula sees [rows, features].</summary>
    private Tensor[] Formula(Tensor[] tensors, double factor) => formula.CallFormula([.. tensors.Select((tensor, i) =>
    {
        var t = tensor.to(ScalarType.Float64) * factor;
        return formula.IsPerFeature(i) || formula.IsPerRow(i) ? t : t.dim() < 2 ? t.reshape(1, -1) : t.flatten(1);
    })]);
}
