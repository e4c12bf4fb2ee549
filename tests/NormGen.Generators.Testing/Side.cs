using System.Collections.Immutable;
using static TorchSharp.torch;

namespace NormGen.Generators.Testing;

/// <summary>One side of a comparison: results from arguments, and gradients from those of the results.</summary>
internal abstract class Side
{
    /// <summary>The results; new values go into the arguments that are updated.</summary>
    public abstract Tensor[] Call(Tensor[] arguments);

    /// <summary>Whether autograd goes on from the results.</summary>
    public virtual bool IsWatched(Tensor[] results) => results.Any(r => r.requires_grad);

    /// <summary>Accumulates the gradients of what the arguments are made of.</summary>
    /// <param name="results">What <see cref="Call"/> returned.</param>
    /// <param name="incoming">The gradient of each result; null where none comes from it.</param>
    public virtual void Backward(Tensor[] results, Tensor?[] incoming)
    {
        var pairs = Pairs(results, incoming);
        if (pairs.Count > 0) autograd.backward(pairs.Select(p => p.Result).ToList(), pairs.Select(p => p.Gradient).ToList());
    }

    /// <summary>As <see cref="Backward"/>, with incoming gradients that autograd's engine makes, and nobody else holds: those of a product.</summary>
    public static void BackwardOfProducts(Tensor[] results, Tensor?[] incoming)
    {
        var losses = Pairs(results, incoming).Select(p => (p.Result * p.Gradient).sum()).ToList();
        if (losses.Count > 0) autograd.backward(losses, [.. losses.Select(l => ones_like(l))]);
    }

    /// <summary>The gradients of leaves with a graph of their own, null where there is none.</summary>
    public virtual Tensor?[] Differentiable(Tensor[] results, Tensor?[] incoming, Tensor[] leaves)
    {
        var pairs = Pairs(results, incoming);
        return pairs.Count == 0 ? new Tensor?[leaves.Length] : Gradients(pairs.Select(p => p.Result), leaves, pairs.Select(p => p.Gradient), hasGraph: true);
    }

    /// <summary>The gradients of tensors, null where there is none.</summary>
    public static Tensor?[] Gradients(IEnumerable<Tensor> of, IReadOnlyList<Tensor> by, IEnumerable<Tensor> incoming, bool hasGraph)
        => [.. autograd.grad([.. of], [.. by], [.. incoming], retain_graph: hasGraph, create_graph: hasGraph, allow_unused: true).Select(g => g is { IsInvalid: false } ? g : null)];

    private static List<(Tensor Result, Tensor Gradient)> Pairs(Tensor[] results, Tensor?[] incoming) => [.. results.Zip(incoming).Where(p => p.Second is not null && p.First.requires_grad).Select(p => (p.First, p.Second!))];
}

/// <summary>The method, which has a kernel.</summary>
internal sealed class KernelSide(FusedFormula formula) : Side
{
    public override Tensor[] Call(Tensor[] arguments) => formula.CallKernel(arguments);
}

/// <summary>The formula, in TorchSharp operations.</summary>
internal class FormulaSide(FusedFormula formula) : Side
{
    /// <summary>The formula of a method, with the gradients that the method has.</summary>
    public static FormulaSide Of(FusedFormula formula) => formula.Backward is null ? new FormulaSide(formula) : new OwnGradientsSide(formula);

    public override Tensor[] Call(Tensor[] arguments)
    {
        // What the graph reads must not change with the statistics.
        var computed = formula.CallFormula([.. arguments.Select((t, i) => formula.IsUpdated(i) ? t.clone() : t)]);
        return Update(arguments, computed, formula.ResultNames);
    }

    /// <summary>Copies new values into the arguments of their names, and returns the others.</summary>
    protected Tensor[] Update(Tensor[] arguments, Tensor[] computed, string[]? names)
    {
        if (names is null) return computed;
        var updated = ImmutableArray.CreateRange(names.Select(name => Array.FindIndex(formula.Tensors, p => p.Name == name) is >= 0 and var i && formula.IsUpdated(i) ? i : -1));
        using var unwatched = no_grad();
        for (var i = 0; i < computed.Length; i++)
            if (updated[i] >= 0) arguments[updated[i]].copy_(computed[i]);
        return [.. computed.Where((_, i) => updated[i] < 0)];
    }
}

/// <summary>The formula and its author's own gradients, a second formula.</summary>
internal sealed class OwnGradientsSide(FusedFormula formula) : FormulaSide(formula)
{
    private readonly FusedFormula formula = formula;
    private Tensor[] arguments = [], before = [];

    public override Tensor[] Call(Tensor[] arguments)
    {
        this.arguments = arguments;
        before = [.. arguments.Select(t => t.detach().clone())];
        using var unwatched = no_grad();
        return base.Call(arguments);
    }

    public override bool IsWatched(Tensor[] results) => arguments.Where((t, i) => GradientOf(i) >= 0).Any(t => t.requires_grad);

    public override void Backward(Tensor[] results, Tensor?[] incoming)
    {
        if (!IsWatched(results) || incoming.All(g => g is null)) return;
        Tensor[] gradients;
        using (no_grad()) gradients = Own(results, incoming);
        var wanted = Wanted();
        autograd.backward(wanted.Select(i => arguments[i]).ToList(), wanted.Select(i => gradients[GradientOf(i)]).ToList());
    }

    public override Tensor?[] Differentiable(Tensor[] results, Tensor?[] incoming, Tensor[] leaves)
    {
        if (!IsWatched(results) || incoming.All(g => g is null)) return new Tensor?[leaves.Length];
        var gradients = Own(results, incoming);
        var wanted = Wanted();
        return Gradients(wanted.Select(i => arguments[i]), leaves, wanted.Select(i => gradients[GradientOf(i)]), hasGraph: true);
    }

    /// <summary>What the second formula returns. It reads statistics that forward updates as they were before, others as they are.</summary>
    private Tensor[] Own(Tensor[] results, Tensor?[] incoming)
    {
        var gradients = formula.CallBackward([.. arguments.Select((t, i) => !formula.IsUpdated(i) ? t : GradientOf(i) >= 0 ? t.clone() : before[i])], [.. incoming.Zip(results, (g, r) => g ?? zeros_like(r))]);
        Update(arguments, gradients, formula.GradientNames);
        return gradients;
    }

    private List<int> Wanted() => [.. Enumerable.Range(0, arguments.Length).Where(i => arguments[i].requires_grad && GradientOf(i) >= 0)];

    /// <summary>The place of a tensor's gradient or new value among those that the second formula returns; -1 where there is none.</summary>
    private int GradientOf(int tensor) => formula.GradientNames is { } names ? Array.IndexOf(names, formula.Tensors[tensor].Name) : tensor == 0 ? 0 : -1;
}
