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

    /// <summary>Whether the results must require a gradient where the formula's do. A rounding keeps eager code in the graph, with a gradient of zero; a choice by a number leaves what it did not choose out of it.</summary>
    public bool IsWatchedAlike { get; init; } = true;

    /// <summary>Which results a gradient comes from, of how many.</summary>
    public Func<int, int, bool> Used { get; init; } = (_, _) => true;

    /// <summary>The incoming gradient, from drawn numbers of the shape of a result.</summary>
    public Func<Tensor, Tensor> Incoming { get; init; } = drawn => drawn;

    /// <summary>Makes the drawn numbers into the data of a tensor.</summary>
    public Func<int, Tensor, Tensor> Data { get; init; } = (_, drawn) => drawn;

    /// <summary>Whether the derivatives of the gradients are compared as well.</summary>
    public bool IsTwice { get; init; }

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
        Check(drawn, generator, isTwice: false);
        if (IsTwice) Check(drawn, generator, isTwice: true);
    }

    private void Check(Tensor[] drawn, torch.Generator generator, bool isTwice)
    {
        var wanted = Run(FormulaSide.Of(formula), drawn, ScalarType.Float64, generator, isTwice);
        var actual = RunKernel(drawn, generator, isTwice);
        Assert.True(wanted.Count == actual.Count || IsInplace);
        Same(actual, "");
        // Incoming gradients that nobody else holds may be written over.
        if (!isTwice && !IsForward && actual.Keys.Any(IsGradient)) Same(Run(new KernelSide(formula), drawn, null, generator, isTwice, ofProducts: true).Where(r => IsGradient(r.Key)).ToDictionary(), ", over the incoming one");

        void Same(Dictionary<string, Tensor?> found, string how)
        {
            foreach (var (name, tensor) in wanted.Where(w => found.ContainsKey(w.Key)))
                this.Same(tensor, found[name], () => EagerChange(drawn, wanted, name, generator, isTwice), name, how, () => EagerError(drawn, name, generator, isTwice));
        }

        static bool IsGradient(string what) => what.StartsWith("gradient", StringComparison.Ordinal);
    }

    /// <summary>The gradient of a parameter that is kept in another type than the first tensor is rounded to that, and so are its new value and derivatives, and a result in another type.</summary>
    private Accuracy AccuracyOf(string what, ScalarType found) => Enumerable.Range(0, formula.Tensors.Length).Where(i => (Types(i) != type || Layouts(i).Overlaps) && what.EndsWith(" " + formula.Tensors[i].Name, StringComparison.Ordinal))
        .Aggregate(found == type ? Accuracy : Accuracy with { Tolerance = Math.Max(Accuracy.Tolerance, Accuracy.Of(found).Tolerance) }, (own, i) => own with { Tolerance = Math.Max(own.Tolerance, SummedRoundings(i) * Accuracy.Of(Types(i)).Tolerance) });

    /// <summary>What is expanded has the sum of its elements' gradients: of n roundings, which go either way and come to the root of n.</summary>
    private double SummedRoundings(int tensor)
    {
        if (!Layouts(tensor).Overlaps) return 1;
        var own = formula.ShapeOf(tensor, shape);
        return Math.Max(4, Math.Sqrt(Count(own) / Math.Max(1, Count(Layouts(tensor).Base(own)))));

        static double Count(long[] of) => of.Aggregate(1.0, (n, length) => n * length);
    }

    private Dictionary<string, Tensor?> RunKernel(Tensor[] drawn, torch.Generator generator, bool isTwice)
    {
        try
        {
            return Run(new KernelSide(formula), drawn, null, generator, isTwice);
        }
        catch (InvalidOperationException e) when (IsInplace && e.Message.Contains("would be overwritten in place", StringComparison.Ordinal))
        {
            using var unwatched = no_grad();
            return Run(new KernelSide(formula), drawn, null, generator, isTwice).Where(r => r.Key.StartsWith("result", StringComparison.Ordinal)).ToDictionary();
        }
    }

    /// <summary>What the formula changes by when its inputs do.</summary>
    private double EagerChange(Tensor[] drawn, Dictionary<string, Tensor?> wanted, string name, torch.Generator generator, bool isTwice) => new[] { 1 + Accuracy.Noise, 1 - Accuracy.Noise }.Max(factor =>
        Agreement.Largest(Run(FormulaSide.Of(formula), [.. drawn.Select(t => t * factor)], ScalarType.Float64, generator, isTwice)[name]! - wanted[name]!));

    /// <summary>How far eager code in the kernel's type is from the truth, at the worst of a few scalings of the data: one alone may be lucky.</summary>
    private double EagerError(Tensor[] drawn, string name, torch.Generator generator, bool isTwice) => Scalings.Max(scale =>
    {
        Tensor[] scaled = [.. drawn.Select(t => (t * scale).to(type))];
        return Agreement.Largest(Run(FormulaSide.Of(formula), scaled, type, generator, isTwice)[name]!.to(ScalarType.Float64) - Run(FormulaSide.Of(formula), scaled, ScalarType.Float64, generator, isTwice)[name]!);
    });

    private Tensor Draw(int tensor, torch.Generator generator)
    {
        var own = formula.ShapeOf(tensor, shape);
        return Data(tensor, randn(Layouts(tensor).Base(own), dtype: ScalarType.Float32, generator: generator).to(ScalarType.Float64)).to(Types(tensor)).to(ScalarType.Float64);
    }

    /// <summary>Runs a side, in the types of the kernel's tensors or in one. All that comes in has numbers of the kernel's types.</summary>
    private Dictionary<string, Tensor?> Run(Side side, Tensor[] drawn, ScalarType? all, torch.Generator generator, bool isTwice, bool ofProducts = false)
    {
        var leaves = drawn.Select((t, i) => t.to(all ?? Types(i)).clone().requires_grad_(IsWanted(i))).ToArray();
        // A leaf must not be overwritten, nor a view of one.
        var arguments = leaves.Select((t, i) => Layouts(i).View(IsInplace && i == 0 ? t * 1 : t, formula.ShapeOf(i, shape))).ToArray();
        var outputs = side.Call(arguments);
        if (all is null && IsMixed) CheckTypes(arguments, outputs);
        var found = new Dictionary<string, Tensor?>();
        for (var i = 0; i < outputs.Length; i++) found["result " + i] = outputs[i].detach();
        if (IsWatchedAlike) found["whether a result requires a gradient"] = tensor(side.IsWatched(outputs) ? 1.0 : 0.0);

        generator.manual_seed(99);
        var gradients = outputs.Select(o => Incoming(InAllTypes(randn(o.shape, dtype: ScalarType.Float32, generator: generator)).to(all ?? o.dtype)).to(all ?? o.dtype)).ToArray();
        Tensor?[] incoming = [.. gradients.Select((g, i) => Used(i, outputs.Length) ? isTwice ? g.requires_grad_() : g : null)];
        var wanted = Enumerable.Range(0, leaves.Length).Where(IsWanted).ToList();
        if (isTwice)
        {
            foreach (var (name, tensor) in Second(side, outputs, incoming, wanted, leaves, generator)) found[name] = tensor;
            return found;
        }

        if (ofProducts) Side.BackwardOfProducts(outputs, incoming);
        else if (!IsForward) side.Backward(outputs, incoming);
        foreach (var i in wanted) found["gradient of " + formula.Tensors[i].Name] = leaves[i].grad;
        for (var i = 0; i < leaves.Length; i++)
            if (formula.IsUpdated(i)) found["new value of " + formula.Tensors[i].Name] = arguments[i].detach();
        return found;
    }

    /// <summary>Whether elements have different types.</summary>
    private bool IsMixed => Enumerable.Range(1, formula.Tensors.Length - 1).Any(i => formula.IsLikeFirst(i) && Types(i) != type);

    /// <summary>Results have the types that eager code gives them; the one that overwrites the first tensor has that tensor's.</summary>
    private void CheckTypes(Tensor[] arguments, Tensor[] outputs)
    {
        using var unwatched = no_grad();
        var names = formula.ResultNames;
        Tensor[] computed;
        try
        {
            computed = formula.CallFormula(arguments);
        }
        catch (Exception e) when (e is ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            return; // a method or an operation that it calls does not take such types
        }

        var eager = computed.Where((_, i) => names is null || !Enumerable.Range(0, arguments.Length).Any(t => formula.IsUpdated(t) && formula.Tensors[t].Name == names[i])).ToList();
        for (var i = 0; i < outputs.Length; i++)
            Assert.Equal(ReferenceEquals(outputs[i], arguments[0]) ? type : eager[i].dtype, outputs[i].dtype);
    }

    /// <summary>Numbers that all types of the tensors have: a result may be of any.</summary>
    private Tensor InAllTypes(Tensor drawn) => Enumerable.Range(0, formula.Tensors.Length).Where(formula.IsLikeFirst).Aggregate(drawn, (numbers, i) => numbers.to(Types(i)));

    private bool IsWanted(int tensor) => Needs(tensor) && !formula.IsUpdated(tensor);

    /// <summary>The gradients, and the derivatives of their sum in a drawn direction: by the tensors, and by the incoming gradients.</summary>
    private IEnumerable<(string Name, Tensor? Tensor)> Second(Side side, Tensor[] outputs, Tensor?[] incoming, List<int> wanted, Tensor[] leaves, torch.Generator generator)
    {
        if (wanted.Count == 0) return [];
        Tensor[] by = [.. wanted.Select(i => leaves[i])];
        var first = side.Differentiable(outputs, incoming, by);
        var sum = zeros(1, dtype: ScalarType.Float64);
        for (var i = 0; i < by.Length; i++)
        {
            var direction = randn(by[i].shape, dtype: ScalarType.Float32, generator: generator).to(Types(wanted[i])).to(ScalarType.Float64);
            if (first[i] is { requires_grad: true } gradient) sum = sum + (gradient.to(ScalarType.Float64) * direction).sum();
        }

        Tensor[] all = [.. by, .. incoming.OfType<Tensor>()];
        var second = sum.requires_grad ? Side.Gradients([sum], all, [ones_like(sum)], hasGraph: false) : new Tensor?[all.Length];
        return [.. first.Select((g, i) => ($"differentiable gradient of {formula.Tensors[wanted[i]].Name}", g?.detach())), .. second.Select((g, i) => ($"second derivative by {(i < by.Length ? formula.Tensors[wanted[i]].Name : $"incoming gradient {i - by.Length}")}", g))];
    }

    private void Same(Tensor? expected, Tensor? actual, Func<double> eagerChange, string what, string how, Func<double> eagerError)
    {
        var at = $"{formula.Name} [{string.Join(", ", shape)}] {type}: {what}{how}";

        // No gradient is a gradient of zero: autograd leaves out what no path leads to, a kernel only what nobody asked for.
        if (expected is null || actual is null)
        {
            if ((expected ?? actual) is { } one) Assert.True(one.numel() == 0 || one.to(ScalarType.Float64).abs().max().item<double>() == 0, $"{at}: only one side has it.");
            return;
        }

        Agreement.Check(expected, actual, AccuracyOf(what, actual.dtype), at, eagerChange, () => type == ScalarType.Float64 ? 0 : eagerError());
    }
}
