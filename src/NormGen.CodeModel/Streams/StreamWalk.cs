using System.Collections.Immutable;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Streams;

/// <summary>Follows a residual stream back from the norms that read it to what writes it, through all that leaves a mean of zero at zero.</summary>
/// <param name="axes">Follows the features.</param>
internal sealed class StreamWalk(FeatureAxis axes)
{
    private readonly Dictionary<FlowNode, (int Axis, string Gains, bool IsRecentred)> stream = [];
    private readonly HashSet<(FlowNode User, FlowNode Input)> carried = [];
    private readonly Dictionary<string, (FlowNode Node, StreamPath Path)> writers = [];

    /// <summary>What stands in the way: the step, and the reason as a clause.</summary>
    public List<(FlowNode At, string Reason, StreamBlockerKind Kind)> Problems { get; } = [];

    /// <summary>What writes the stream: a name, the step, and the way that it takes into the stream.</summary>
    public IEnumerable<(string Name, FlowNode Node, StreamPath Path)> Writers => writers.Select(item => (item.Key, item.Value.Node, item.Value.Path));

    /// <summary>Whether the stream passes a step.</summary>
    public bool Contains(FlowNode node) => stream.ContainsKey(node);

    /// <summary>Whether a step takes an input as part of the stream.</summary>
    public bool Carries(FlowNode user, FlowNode input) => carried.Contains((user, input));

    /// <summary>The axis of the features in a part of the stream, from the end.</summary>
    public int AxisOf(FlowNode node) => stream[node].Axis;

    /// <summary>Follows the stream from a value.</summary>
    public void Follow(FlowNode start)
    {
        var open = new Stack<(FlowNode Node, StreamPath Path)>([(start, StreamPath.Start)]);
        while (open.Count > 0)
        {
            var (node, path) = open.Pop();
            var way = (path.Axis, string.Join(", ", path.Gains.Select(gain => gain.Path).OrderBy(name => name, StringComparer.Ordinal)), path.IsRecentred);
            if (stream.TryGetValue(node, out var known))
            {
                if (known != way) Problem(node, "it reaches the stream in two ways, with different gains or axes");
                continue;
            }

            stream[node] = way;
            foreach (var (input, before) in Before(node, path))
            {
                carried.Add((node, input));
                open.Push((input, before));
            }
        }
    }

    private IEnumerable<(FlowNode, StreamPath)> Before(FlowNode node, StreamPath path)
    {
        var axis = path.Axis;
        switch (node.Kind)
        {
            case FlowKind.Add or FlowKind.Choice:
                return node.Inputs.Select(input => (input, path));
            case FlowKind.Same:
                return [(node.Inputs[0], path)];
            case FlowKind.Homogeneous when node.Degree == 1 && node.Function is null or "neg" or "negative" or "positive" or "Identity":
                return [(node.Inputs[0], node.IsRecentred ? path with { IsRecentred = true } : path)];
            case FlowKind.Homogeneous when node.Function is "dropout" or "Dropout":
                if (!path.IsRecentred && !IsZero(node.Module?.Argument("p"))) Problem(node, "its dropout leaves no mean at zero while the model trains: move it in front of the layer that writes the stream, or convert for inference alone", StreamBlockerKind.Training);
                return [(node.Inputs[0], path)];
            case FlowKind.Multiply when (Factor(node.Inputs[0], node.Inputs[1], path) ?? Factor(node.Inputs[1], node.Inputs[0], path)) is { } product:
                if (!path.IsRecentred && product.Path.Gains.Count > path.Gains.Count) Problem(node, $"'{product.Path.Gains[product.Path.Gains.Count - 1].Path}', a gain of each feature, goes into the layer behind it, and would be learned there", StreamBlockerKind.Training);
                return [product];
            case FlowKind.Divide when node.Inputs[1] is { Kind: FlowKind.Constant or FlowKind.Weight, Rank: 0 }:
                return [(node.Inputs[0], path)];
            case FlowKind.Linear when node.Module is { Kind: ModuleKind.Linear } linear && axis == -1:
                return Write(linear.Path, node, path);
            case FlowKind.Convolution when node is { Module: { Kind: ModuleKind.Convolution } convolution, Spatial: > 0 } && axis == -(node.Spatial + 1):
                return Write(convolution.Path, node, path);
            case FlowKind.Lookup when node.Module is { Kind: ModuleKind.Embedding } table && axis == -1:
                if (table.Argument("max_norm").Text is not null) Problem(node, "its max_norm changes rows as they are read");
                return Write(table.Path, node, path);
            case FlowKind.Lookup when node is { Module: null } && node.Inputs[0].Parameter is { } rows && axis == -1:
                return Write(rows.Path, node.Inputs[0], path);
            case FlowKind.Weight when node.Parameter is { Dimensions: null or > 0 } parameter && axis == -1:
                return Write(parameter.Path, node, path);
            case FlowKind.Norm when node is { Norm: FlowNorm.Layer, NormAxes: 1, Inputs.Length: 1 } && axis == -1:
                return [(node.Inputs[0], path)]; // mean zero by itself, and a reader of the stream besides
            case FlowKind.Norm:
                Problem(node, $"it writes the stream{(node.Norm == FlowNorm.Layer ? " with a gain and an offset of its own, which leave no mean at zero" : ", and its mean is not zero")}");
                return [];
            case FlowKind.Concat when axes.Before(node, axis) is { } along:
                return node.Inputs.Select(input => (input, path with { Axis = along }));
            case FlowKind.Reduce when node.Function is not "mean" and not "sum":
                Problem(node, "it writes the stream, and leaves no mean at zero");
                return [];
            case FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Reduce when axes.Before(node, axis) is { } moved:
                return [(node.Inputs[0], path with { Axis = moved })];
            case FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Reduce or FlowKind.Concat:
                Problem(node, "it is not known to leave the features of the stream whole: count its axes from the end, as -2");
                return [];
            case FlowKind.Input:
                Problem(node, "an argument of forward writes the stream, and cannot be recentred");
                return [];
            case FlowKind.Constant:
                Problem(node, "a tensor that is no parameter writes the stream, and cannot be recentred");
                return [];
            default:
                Problem(node, $"{FlowPlaces.Word(node)} writes the stream, and is nothing that can be recentred");
                return [];
        }
    }

    /// <summary>A factor that leaves a mean of zero at zero (one number), or that goes into the layers behind it (a number a feature).</summary>
    private static (FlowNode Node, StreamPath Path)? Factor(FlowNode factor, FlowNode other, StreamPath path) => factor switch
    {
        { Kind: FlowKind.Constant, Rank: 0 } => (other, path),
        { Kind: FlowKind.Weight, Parameter: { Dimensions: 0 or 1 } gain } => (other, gain.Dimensions == 0 ? path : path with { Gains = path.Gains.Add(gain) }),
        _ => null,
    };

    private IEnumerable<(FlowNode, StreamPath)> Write(string name, FlowNode node, StreamPath path)
    {
        if (name.Contains("^")) Problem(node, "its place in its list is known at run time only");
        if (writers.TryGetValue(name, out var known) && (known.Path.IsRecentred != path.IsRecentred || !known.Path.Gains.SequenceEqual(path.Gains))) Problem(node, "it writes the stream twice, with different gains");
        else if (!writers.ContainsKey(name)) writers.Add(name, (node, path));
        return [];
    }

    private void Problem(FlowNode at, string reason, StreamBlockerKind kind = StreamBlockerKind.Conversion) => Problems.Add((at, reason, kind));

    private static bool IsZero(Fact? probability) => probability?.Constant is 0.0 or 0f or 0;
}
