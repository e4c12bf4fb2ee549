using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Runs the stages from formula to programs: simplify, differentiate, simplify, decide what is saved.</summary>
/// <param name="Formula">The simplified formula.</param>
/// <param name="Derivative">The simplified derivative, with inputs in place of what is saved; null for updates.</param>
/// <param name="Saved">What forward saves, one number a row or a feature each.</param>
/// <param name="Forward">The forward or update kernel.</param>
/// <param name="Backward">The backward kernel; null for updates.</param>
internal sealed record KernelPrograms(FormulaGraph Formula, FormulaGraph? Derivative, ImmutableArray<Node> Saved, KernelProgram Forward, KernelProgram? Backward)
{
    /// <summary>The derivative before it was simplified; null for updates.</summary>
    public FormulaGraph? Differentiated { get; init; }

    /// <summary>The results that backward reads, as tensors behind those of the formula.</summary>
    public ImmutableArray<int> SavedResults { get; init; } = [];

    /// <summary>The same with a result in the memory of a tensor.</summary>
    /// <param name="inplace">Tensor and result; null leaves all as it is.</param>
    private KernelPrograms Reusing((int Tensor, int Result)? inplace) => inplace is not var (tensor, result) ? this
        : this with { Forward = Forward with { Targets = [.. Forward.Targets.Select(t => t.Kind == TargetKind.Output && t.Index == result ? t with { Reuses = tensor } : t)] } };

    /// <summary>What backward delivers that reads a tensor: gradients, and new values of statistics.</summary>
    /// <param name="tensor">The tensor.</param>
    public IEnumerable<Target> BackwardReadersOf(int tensor) => Backward!.Targets.Where(t => Arithmetic.Reachable([t.Value]).Any(n => n.Operation == Operation.Input && Backward.Inputs[n.Index] is { Kind: KernelInputKind.Tensor } input && input.Index == tensor));

    /// <summary>The programs of a formula.</summary>
    /// <param name="graph">The formula.</param>
    /// <param name="inplace">Which tensor's memory which result takes; null where all have their own.</param>
    public static KernelPrograms Compile(FormulaGraph graph, (int Tensor, int Result)? inplace = null)
    {
        var builder = new GraphBuilder();
        var attached = Simplifier.Formula(builder, Import(builder, graph));
        var formula = Simplifier.Formula(builder, Detached.Remove(builder, attached));
        var tensors = TensorIndices(graph);
        var inputs = Inputs(graph, tensors);
        var updates = formula.Updates.Select(o => new Target(TargetKind.Update, tensors[IndexOf(graph, o.Name)], o.Name, o.Value, graph.Inputs[IndexOf(graph, o.Name)].Extent)).ToList();
        if (graph.IsUpdate) return new KernelPrograms(formula, null, [], BatchDeviations.Split(builder, new KernelProgram("Update", inputs, [.. updates]) { Element = graph.Element }), null);

        attached = attached with { Outputs = [.. attached.Results] };
        var raw = Detached.Remove(builder, graph.Backward.IsEmpty ? Differentiator.Differentiate(builder, attached, [.. attached.Outputs.Select(_ => true)]) : OwnGradients(builder, graph));
        // An author's own gradients are left as written, as the formula is.
        var derivative = graph.Backward.IsEmpty ? Simplifier.Derivative(builder, raw, formula) : Simplifier.Formula(builder, raw);
        ImmutableArray<int> savedResults = [];
        if (graph.Backward.IsEmpty) (derivative, savedResults) = Kernels.SavedResults.Choose(builder, formula, derivative, inplace is var (overwritten, taken) ? (PlaceOf(graph, overwritten), taken) : null);
        var saved = SavedStatistics.Choose(formula, derivative);
        derivative = SavedStatistics.Use(builder, derivative, saved);
        var names = ValueNames.Of(formula);
        var statistics = saved.Select((n, i) => new Target(TargetKind.Statistic, saved.Take(i).Count(other => ((other.Extent ^ n.Extent) & Extent.Row) == 0), names.Of(n), n, n.Extent)).ToImmutableArray();
        var outputs = graph.Results.ToList();
        var results = formula.Results.Select((o, i) => new Target(TargetKind.Output, i, ResultNames.Of(graph, o.Name), o.Value, outputs[i].Extent));

        var gradients = formula.Results.Select((o, i) => new KernelInput(KernelInputKind.Gradient, i, ResultNames.Gradient(graph, o.Name), outputs[i].Extent));
        var tensorCount = graph.Inputs.Count(i => i.IsTensor);
        var savedOutputs = savedResults.Select((result, i) => new KernelInput(KernelInputKind.Tensor, tensorCount + i, ResultNames.Of(graph, outputs[result].Name), outputs[result].Extent));
        var reads = statistics.Select(s => new KernelInput(s.IsTotal ? KernelInputKind.TotalStatistic : KernelInputKind.Statistic, s.Index, s.Name, s.Value.Extent));
        var wanted = derivative.Outputs.Select(o =>
        {
            var own = derivative.Updates.Contains(o);
            var input = IndexOf(graph, own ? o.Name : o.Name.Substring(1));
            return new Target(own ? TargetKind.Update : TargetKind.Gradient, tensors[input], o.Name, o.Value, graph.Inputs[input].Extent);
        });
        var backward = new KernelProgram("Backward", [.. inputs, .. gradients, .. savedOutputs, .. reads], [.. wanted]) { Element = graph.Element };
        return new KernelPrograms(
            formula,
            derivative,
            saved,
            BatchDeviations.Split(builder, new KernelProgram("Forward", inputs, [.. results, .. updates, .. statistics]) { Element = graph.Element }),
            graph.Backward.IsEmpty ? SharedProducts.Group(builder, backward) : backward)
        {
            Differentiated = raw,
            SavedResults = savedResults,
        }.Reusing(inplace);
    }

    /// <summary>The place of a tensor among the inputs.</summary>
    private static int PlaceOf(FormulaGraph graph, int tensor) => graph.Inputs.IndexOf(graph.Inputs.Where(i => i.IsTensor).ElementAt(tensor));

    /// <summary>The author's gradients in the form of a derivative: named as gradients, with the incoming ones behind the inputs. New values keep the names of the inputs.</summary>
    private static FormulaGraph OwnGradients(GraphBuilder builder, FormulaGraph graph)
    {
        var incoming = graph.Results.Select(o => new FormulaInput(ResultNames.Gradient(graph, o.Name), o.Extent, IsTensor: true, IsUpdated: false));
        ImmutableArray<FormulaInput> inputs = [.. graph.Inputs, .. incoming];
        var nodes = inputs.Select((input, i) => builder.Input(i, input.Extent)).ToArray();
        var outputs = graph.Backward.Select(o => new FormulaOutput(graph.IsNewValue(o) ? o.Name : ResultNames.OfGradient(o.Name), builder.Import(o.Value, nodes), o.Shape));
        return new FormulaGraph(graph.Name + "Backward", inputs, [.. outputs]);
    }

    private static FormulaGraph Import(GraphBuilder builder, FormulaGraph graph)
    {
        var inputs = graph.Inputs.Select((input, i) => builder.Input(i, input.Extent)).ToArray();
        return graph with { Outputs = [.. graph.Outputs.Select(o => o with { Value = builder.Import(o.Value, inputs) })] };
    }

    /// <summary>The place of each tensor among the tensors, and of each number among the numbers.</summary>
    private static int[] TensorIndices(FormulaGraph graph)
        => [.. graph.Inputs.Select((input, i) => graph.Inputs.Take(i).Count(other => other.IsTensor == input.IsTensor))];

    private static ImmutableArray<KernelInput> Inputs(FormulaGraph graph, int[] places)
        => [.. graph.Inputs.Select((input, i) => new KernelInput(input.IsTensor ? KernelInputKind.Tensor : KernelInputKind.Number, places[i], input.Name, input.Extent))];

    private static int IndexOf(FormulaGraph graph, string name) => graph.Inputs.Select((input, i) => (input.Name, i)).First(p => p.Name == name).i;
}
