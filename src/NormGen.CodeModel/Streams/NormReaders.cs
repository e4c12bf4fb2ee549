using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Streams;

/// <summary>Finds the layers that read a norm, if all that reads it is such layers: then a scale and a shift of each feature can go into them.</summary>
/// <param name="users">The flow.</param>
/// <param name="axes">Follows the features.</param>
/// <param name="convolutions">Whether convolutions count beside <c>Linear</c>.</param>
internal sealed class NormReaders(FlowUsers users, FeatureAxis axes, bool convolutions)
{
    /// <summary>The layers, or why there are not only layers.</summary>
    /// <param name="norm">The norm's module.</param>
    public (IReadOnlyList<ModuleNode> Layers, string? Obstacle, FlowNode? At) Of(ModuleNode norm)
    {
        var (layers, open, seen) = (new List<ModuleNode>(), new Stack<(FlowNode Node, FlowNode Norm)>(), new HashSet<FlowNode>());
        foreach (var call in users.Order.Where(node => node.Module == norm && node.Kind == FlowKind.Norm)) open.Push((call, call));
        while (open.Count > 0)
        {
            var (node, source) = open.Pop();
            if (!seen.Add(node)) continue;
            if (users.Ends.Contains(node)) return Stays("what it makes leaves forward", node);
            foreach (var user in users.Of(node))
            {
                if (IsLayer(user) && user.Inputs[0] == node)
                {
                    if (IsOtherItem(user) != IsOtherItem(source)) return Stays($"{FlowPlaces.Word(user)} reads that of another item of the list", user);
                    if (Foreign(user.Module!, norm) is { } foreign) return Stays($"'{user.Module!.Path}' reads {FlowPlaces.Word(foreign)} too", foreign);
                    if (!layers.Contains(user.Module!)) layers.Add(user.Module!);
                }
                else if (Passes(user, node))
                {
                    open.Push((user, source));
                }
                else
                {
                    return Stays(user.Kind is FlowKind.Linear or FlowKind.Convolution && user.Module is null ? "a linear map that is no module reads it" : $"{FlowPlaces.Word(user)} reads it", user);
                }
            }
        }

        if (layers.Find(layer => layers.Exists(other => other != layer && SharesWeight(layer, other))) is { } shared) return Stays($"'{shared.Path}' shares its weight with another layer that reads it", null);
        return layers.Count == 0 ? Stays("nothing reads it", null) : (layers, null, null);
    }

    /// <summary>What a layer reads beside a norm; null where it reads nothing else.</summary>
    public FlowNode? Foreign(ModuleNode layer, ModuleNode norm)
    {
        var (open, seen) = (new Stack<FlowNode>(users.Order.Where(node => node.Module == layer && node.Kind is FlowKind.Linear or FlowKind.Convolution).Select(node => node.Inputs[0])), new HashSet<FlowNode>());
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!seen.Add(node) || node.Kind == FlowKind.Norm && node.Module == norm) continue;
            if (!Passes(node, node.Inputs.FirstOrDefault())) return node;
            foreach (var input in node.Inputs.Where((input, index) => index == 0 || node.Kind is FlowKind.Concat or FlowKind.Choice)) open.Push(input);
        }

        return null;
    }

    /// <summary>Whether a step hands features on as they are, but for rows that are moved, dropped or averaged.</summary>
    private bool Passes(FlowNode node, FlowNode? from) => node.Kind switch
    {
        FlowKind.Same or FlowKind.Choice => true,
        FlowKind.Homogeneous => node.Function is "dropout" or "Dropout" or "Identity",
        FlowKind.Transpose or FlowKind.Rearrange or FlowKind.View => !convolutions && node.Inputs[0] == from && axes.Before(node, -1) == -1,
        FlowKind.Concat => !convolutions && axes.Before(node, -1) == -1,
        FlowKind.Reduce => !convolutions && node.Function == "mean" && axes.Before(node, -1) == -1,
        _ => false,
    };

    private bool IsLayer(FlowNode node) => node is { Kind: FlowKind.Linear, Module.Kind: ModuleKind.Linear } || convolutions && node is { Kind: FlowKind.Convolution, Module.Kind: ModuleKind.Convolution };

    private static bool IsOtherItem(FlowNode node) => node.IsOtherIndex || node.Inputs.Any(input => input is { Kind: FlowKind.Weight, IsOtherIndex: true });

    private static bool SharesWeight(ModuleNode left, ModuleNode right) => left.Parameter("weight") is { } one && right.Parameter("weight") is { } other && one.Representative == other.Representative;

    private static (IReadOnlyList<ModuleNode>, string?, FlowNode?) Stays(string reason, FlowNode? at) => ([], reason, at);
}
