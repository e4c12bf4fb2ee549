using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Testing;

/// <summary>
/// Runs a fused method and its formula on the same numbers and compares results and gradients. The formula always runs in float64, so that what is measured is the kernel's own error. Where that is over the tolerance
/// it must still be of the size of eager code's own error in the type of the kernel: the gradient of an expanded tensor is a sum of rounding errors, for normalizations with nothing else in it.
/// </summary>
internal sealed class Comparison(FusedFormula formula, long[] shape, ScalarType type)
{
    private static readonly double[] Scalings = [1, 0.97, 1.01, 1.03];

    /// <summary>How each tensor lies in memory; contiguous where there is none.</summary>
    public Func<int, Layout> Layouts { get; init; } = _ => Layout.Contiguous;

    /// <summary>The type of each tensor for the kernel; that of the first, where parameters are not kept in another one.</summary>
    public Func<int, ScalarType> Types { get; init; } = _ => type;

    /// <summary>Which tensors want a gradient.</summary>
    public Func<int, bool> Needs { get; init; } = _ => true;

    /// <summary>Which results a gradient comes from.</summary>
    public Func<int, bool> Used { get; init; } = _ => true;

    /// <summary>The incoming gradient, from drawn numbers of the shape of a result.</summary>
    public Func<Tensor, Tensor> Incoming { get; init; } = drawn => drawn;

    /// <summary>Makes the drawn numbers into the data of a tensor.</summary>
    public Func<int, Tensor, Tensor> Data { get; init; } = (_, drawn) => drawn;

    /// <summary>Whether results alone are compared.</summary>
    public bool IsForward { get; init; }

    /// <summary>Whether the kernel overwrites the first tensor. Where it refuses that, because backward needs the tensor, results alone are compared.</summary>
    public bool IsInplace { get; init; }

    /// <summary>What is asked for; relative to the largest entry (or to 1, the size of the data), because rounding errors of sums are of that size.</summary>
    public Accuracy Accuracy { get; init; } = new(type == ScalarType.Float64 ? 1e-10 : 1e-5, Noise: 0, Slack: 0);

    /// <summary>What the numbers are drawn from.</summary>
    public ulong Seed { get; init; } = 1234;

    public void Check()
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(Seed);
        var drawn = Enumerable.Range(0, formula.Tensors.Length).Select(i => Draw(i, generator)).ToArray();
        var wanted = Run(formula.CallFormula, drawn, ScalarType.Float64, generator);
        var actual = RunKernel(drawn, generator);
        Assert.True(wanted.Count == actual.Count || IsInplace);
        foreach (var (name, tensor) in wanted.Where(w => actual.ContainsKey(w.Key))) Same(tensor, actual[name], () => EagerChange(drawn, wanted, name, generator), name, () => EagerError(drawn, name, generator));
    }

    /// <summary>The gradient of a parameter that is kept in another type than the first tensor is rounded to that; that of an expanded one is a sum of such.</summary>
    private Accuracy AccuracyOf(string what) => Enumerable.Range(0, formula.Tensors.Length).Where(i => Types(i) != type && what == "gradient of " + formula.Tensors[i].Name)
        .Aggregate(Accuracy, (own, i) => own with { Tolerance = Math.Max(own.Tolerance, (Layouts(i).Overlaps ? 4 : 1) * Accuracy.Of(Types(i)).Tolerance) });

    private Dictionary<string, Tensor?> RunKernel(Tensor[] drawn, torch.Generator generator)
    {
        try
        {
            return Run(formula.CallKernel, drawn, null, generator);
        }
        catch (InvalidOperationException e) when (IsInplace && e.Message.Contains("would be overwritten in place", StringComparison.Ordinal))
        {
            using var unwatched = no_grad();
            return Run(formula.CallKernel, drawn, null, generator).Where(r => r.Key.StartsWith("result", StringComparison.Ordinal)).ToDictionary();
        }
    }

    /// <summary>What the formula changes by when its inputs do.</summary>
    private double EagerChange(Tensor[] drawn, Dictionary<string, Tensor?> wanted, string name, torch.Generator generator) => new[] { 1 + Accuracy.Noise, 1 - Accuracy.Noise }.Max(factor =>
        Agreement.Largest(Run(formula.CallFormula, [.. drawn.Select(t => t * factor)], ScalarType.Float64, generator)[name]! - wanted[name]!));

    /// <summary>How far eager code in the kernel's type is from the truth, at the worst of a few scalings of the data: one alone may be lucky.</summary>
    private double EagerError(Tensor[] drawn, string name, torch.Generator generator) => Scalings.Max(scale =>
    {
        Tensor[] scaled = [.. drawn.Select(t => (t * scale).to(type))];
        return Agreement.Largest(Run(formula.CallFormula, scaled, type, generator)[name]!.to(ScalarType.Float64) - Run(formula.CallFormula, scaled, ScalarType.Float64, generator)[name]!);
    });

    private Tensor Draw(int tensor, torch.Generator generator)
    {
        var own = formula.ShapeOf(tensor, shape);
        return Data(tensor, randn(Layouts(tensor).Base(own), dtype: ScalarType.Float32, generator: generator).to(ScalarType.Float64)).to(Types(tensor)).to(ScalarType.Float64);
    }

    private Dictionary<string, Tensor?> Run(Func<IReadOnlyList<Tensor>, Tensor[]> call, Tensor[] drawn, ScalarType? all, torch.Generator generator)
    {
        var leaves = drawn.Select((t, i) => t.to(all ?? Types(i)).clone().requires_grad_(Needs(i))).ToArray();
        // A leaf must not be overwritten, nor a view of one.
        var arguments = leaves.Select((t, i) => Layouts(i).View(IsInplace && i == 0 ? t * 1 : t, formula.ShapeOf(i, shape))).ToArray();
        var outputs = call(arguments);
        var found = new Dictionary<string, Tensor?>();
        for (var i = 0; i < outputs.Length; i++)
        {
            found["result " + i] = outputs[i].detach();
        }

        found["whether a result requires a gradient"] = tensor(outputs.Any(o => o.requires_grad) ? 1.0 : 0.0);

        generator.manual_seed(99);
        var pairs = outputs.Select((o, i) => (Output: o, Gradient: Incoming(randn(o.shape, dtype: ScalarType.Float32, generator: generator)).to(type).to(all ?? type), i)).Where(p => Used(p.i) && p.Output.requires_grad).ToList();
        if (pairs.Count > 0 && !IsForward) autograd.backward(pairs.Select(p => p.Output).ToList(), pairs.Select(p => p.Gradient).ToList());
        for (var i = 0; i < leaves.Length; i++)
            if (Needs(i)) found["gradient of " + formula.Tensors[i].Name] = leaves[i].grad;
        return found;
    }

    private void Same(Tensor? expected, Tensor? actual, Func<double> eagerChange, string what, Func<double> eagerError)
    {
        var at = $"{formula.Name} [{string.Join(", ", shape)}] {type}: {what}";

        // No gradient is a gradient of zero: autograd leaves out what no path leads to, a kernel only what nobody asked for.
        if (expected is null || actual is null)
        {
            if ((expected ?? actual) is { } one) Assert.True(one.numel() == 0 || one.to(ScalarType.Float64).abs().max().item<double>() == 0, $"{at}: only one side has it.");
            return;
        }

        Agreement.Check(expected, actual, AccuracyOf(what), at, eagerChange, () => type == ScalarType.Float64 ? 0 : eagerError());
    }
}
