using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Streams;

/// <summary>Proves from the data flow of <c>forward</c> that every reader of a model's residual stream is a LayerNorm and that all that writes it can be recentred.</summary>
/// <remarks>Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, NeurIPS 2023, arXiv 2305.14858. LayerNorms that read no residual stream, as those of queries and keys, stay what they are.</remarks>
public sealed class ResidualStreamReader
{
    private readonly ModuleTree tree;
    private readonly FlowPlaces places;
    private readonly FlowGraph graph;
    private readonly FlowUsers users;
    private readonly FlowRanks ranks;
    private readonly FeatureAxis axes;
    private readonly StreamWalk walk;
    private readonly List<StreamBlocker> blockers = [];
    private readonly Dictionary<FlowNode, HashSet<FlowNode>> sources = [];

    private ResidualStreamReader(INamedTypeSymbol model, ModuleTree tree, FlowGraph graph)
    {
        (this.tree, this.graph, places, users) = (tree, graph, new(model), new(graph));
        ranks = new(graph, users);
        axes = new(ranks);
        walk = new(axes);
    }

    /// <summary>Reads a model class.</summary>
    /// <param name="model">The class.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>The stream, or null where the class has none: no <c>forward</c> that can be followed, or no LayerNorm that reads a residual stream.</returns>
    public static StreamReading? Read(INamedTypeSymbol model, Compilation compilation, CancellationToken token)
        => model.IsAbstract || !KnownModules.IsModule(model) ? null : Read(ModelGraph.Of(ModuleTree.Read(model, compilation, token)));

    /// <summary>Reads a model whose flow is known.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The stream, or null where it has none.</returns>
    public static StreamReading? Read(ModelGraph model)
        => model.Root is { Kind: ModuleKind.Custom, Type: INamedTypeSymbol type } && model.Whole is { } graph ? new ResidualStreamReader(type, model.Tree, graph).Read() : null;

    private StreamReading? Read()
    {
        var calls = StreamNorms();
        if (calls.Count == 0) return null;
        if (!graph.IsComplete) blockers.Add(new(places.Class, "code that cannot be followed takes one of its modules"));
        foreach (var (at, reason, kind) in walk.Problems) Block(at, reason, kind);
        CheckReaders(calls);
        CheckParameters();
        CheckSizes(calls);
        var norms = calls.Select(call => call.Module).OfType<ModuleNode>().Distinct().Select(Norm).ToList();
        var writers = walk.Writers.Select(writer => new StreamWriterRow(writer.Name, writer.Path.Gains.Select(gain => gain.Path).Distinct().ToEquatableArray(), writer.Path.IsRecentred));
        return new(norms.ToEquatableArray(), writers.ToEquatableArray(), [.. blockers.GroupBy(blocker => (blocker.Location, blocker.Reason)).Select(group => group.First())]);
    }

    /// <summary>The LayerNorms that read a residual stream. One that reads what later ones read as a part of it, as the first of a model, is among them.</summary>
    private List<FlowNode> StreamNorms()
    {
        var layers = users.Order.Where(node => node is { Kind: FlowKind.Norm, Norm: FlowNorm.Layer }).ToList();
        var sums = new HashSet<FlowNode>(Residuals());
        foreach (var norm in layers)
        {
            var alone = new StreamWalk(axes);
            alone.Follow(norm.Inputs[0]);
            if (sums.Any(alone.Contains)) walk.Follow(norm.Inputs[0]);
        }

        return layers.FindAll(norm => walk.Contains(norm.Inputs[0]));
    }

    /// <summary>The sums of which one operand is made from the other.</summary>
    private IEnumerable<FlowNode> Residuals()
    {
        foreach (var node in users.Order.Where(node => node.Kind == FlowKind.Add))
        {
            foreach (var (kept, added) in new[] { (node.Inputs[0], node.Inputs[1]), (node.Inputs[1], node.Inputs[0]) })
            {
                var stream = kept;
                while (Behind(stream) is { } before) stream = before;
                if (stream.Kind is not (FlowKind.Weight or FlowKind.Constant) && added != stream && Sources(added).Contains(stream)) yield return node;
            }
        }
    }

    /// <summary>What a copy, a dropout or a factor is made of.</summary>
    private static FlowNode? Behind(FlowNode node) => node switch
    {
        { Kind: FlowKind.Same or FlowKind.Homogeneous, Degree: 1 } => node.Inputs[0],
        { Kind: FlowKind.Multiply or FlowKind.Divide } when node.Inputs.Where(input => input.Kind is not (FlowKind.Constant or FlowKind.Weight)).ToList() is [var moving] => moving,
        _ => null,
    };

    private HashSet<FlowNode> Sources(FlowNode node)
    {
        if (sources.TryGetValue(node, out var known)) return known;
        var (seen, open) = (new HashSet<FlowNode>(), new Stack<FlowNode>([node]));
        while (open.Count > 0)
        {
            var next = open.Pop();
            if (!seen.Add(next)) continue;
            foreach (var input in next.Inputs) open.Push(input);
        }

        return sources[node] = seen;
    }

    /// <summary>Whoever takes the stream hands it on or is one of its norms.</summary>
    private void CheckReaders(List<FlowNode> calls)
    {
        foreach (var node in users.Order.Where(node => walk.Contains(node) && node.Kind is not (FlowKind.Weight or FlowKind.Input or FlowKind.Constant)))
        {
            if (users.Ends.Contains(node)) Block(node, "the stream leaves forward without a LayerNorm");
            foreach (var user in users.Of(node))
            {
                if (walk.Carries(user, node)) continue;
                if (user.Kind == FlowKind.Norm && user.Norm == FlowNorm.Layer && calls.Contains(user) && user.Inputs[0] == node) CheckNorm(user);
                else Block(user, $"{FlowPlaces.Word(user)} reads the stream without a LayerNorm: the mean that it sees would be another");
            }
        }

        foreach (var call in calls.Where(call => walk.Carries(call, call.Inputs[0]))) CheckNorm(call);
    }

    private void CheckNorm(FlowNode norm)
    {
        if (norm.Module is null) Block(norm, "it reads the stream as a function: make it a torch.nn.FusedLayerNorm, which can become another norm");
        else if (norm.Module.Type.ToDisplayString() != "NormGen.Modules.FusedLayerNorm") Block(norm, $"'{norm.Module.Path}' is a {norm.Module.Type.Name}, which cannot become another norm: make it a torch.nn.FusedLayerNorm, which has the arguments and the keys of LayerNorm");
        else if (norm.NormAxes != 1) Block(norm, $"'{norm.Module.Path}' normalizes {norm.NormAxes} dimensions together");
        else if (norm.Module.Path.Contains("^")) Block(norm, $"the place of '{norm.Module.Path}' in its list is known at run time only");
    }

    /// <summary>A parameter that writes the stream does nothing else, but as the weight of a layer that reads a norm.</summary>
    private void CheckParameters()
    {
        var writing = new HashSet<FlowNode>(walk.Writers.Select(writer => writer.Node));
        var parameters = new HashSet<ParameterNode>(walk.Writers.SelectMany(writer => writer.Node.Parameter is { } own ? [own] : writer.Node.Inputs.Where(input => input.Kind == FlowKind.Weight).Select(input => input.Parameter!)));
        var names = new HashSet<string>(walk.Writers.Select(writer => writer.Name));
        foreach (var weight in users.Order.Where(node => node is { Kind: FlowKind.Weight } && parameters.Contains(node.Parameter!)))
        {
            foreach (var user in users.Of(weight))
            {
                if (writing.Contains(user) || walk.Carries(user, weight) || user.Module is { } module && (names.Contains(module.Path) || module.Kind == ModuleKind.Linear)) continue;
                if (user.Kind == FlowKind.Lookup && walk.Contains(user)) continue;
                Block(user, $"'{weight.Parameter!.Path}' writes the stream and is used by {FlowPlaces.Word(user)} too: a head that shares it is a Linear whose weight is tied to it");
            }
        }
    }

    /// <summary>Who reads the width of the stream, or of what its norms make, sees one feature less in the compressed form.</summary>
    private void CheckSizes(List<FlowNode> calls)
    {
        var normed = new HashSet<FlowNode>(calls);
        foreach (var node in users.Order.Where(node => node.Kind is FlowKind.Same or FlowKind.Homogeneous or FlowKind.Choice && node.Inputs.Any(normed.Contains))) normed.Add(node);
        foreach (var (tensor, axis, syntax) in graph.Sizes)
        {
            if (!(normed.Contains(tensor) || walk.Contains(tensor) && walk.AxisOf(tensor) == -1) || axis is { } at && ranks.IsNotLast(tensor, at)) continue;
            blockers.Add(new(syntax?.GetLocation() ?? places.Class, "it may read the width of the stream, which is one less there: take the width from the constructor, or leave it to -1", StreamBlockerKind.Compression));
        }
    }

    private StreamNormRow Norm(ModuleNode norm)
    {
        var (layers, obstacle, at) = new NormReaders(users, axes, convolutions: false).Of(norm);
        var calls = users.Order.Where(node => node.Module == norm && node.Kind == FlowKind.Norm).ToList();
        if (obstacle is null && layers.FirstOrDefault(layer => layer.Path.Contains("^")) is { } unknown) obstacle = $"the place of '{unknown.Path}' in its list is known at run time only";
        if (obstacle is null && calls.Exists(call => walk.Contains(call))) obstacle = "it is part of the stream itself";
        if (obstacle is not null) blockers.Add(new(at is null ? places.Of(norm) : places.Of(at), $"'{norm.Path}' cannot be read at another width: {obstacle}", StreamBlockerKind.Compression));
        return new(norm.Path, obstacle is null ? layers.Select(layer => layer.Path).ToEquatableArray() : new string[0].ToEquatableArray(), obstacle);
    }

    private void Block(FlowNode at, string reason, StreamBlockerKind kind = StreamBlockerKind.Conversion) => blockers.Add(new(places.Of(at), reason, kind));
}
