using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Streams;

/// <summary>Where the features of a value stand before a step that moves elements, if it leaves them whole.</summary>
/// <param name="ranks">The numbers of dimensions.</param>
internal sealed class FeatureAxis(FlowRanks ranks)
{
    /// <summary>The axis of the features in the input, from the end; null where they are not known to stay whole.</summary>
    /// <param name="node">The step.</param>
    /// <param name="axis">Their axis in its result, from the end.</param>
    public int? Before(FlowNode node, int axis)
    {
        switch (node.Kind)
        {
            case FlowKind.Transpose when node.AxesKnown && node.Axes.Length == 2:
                return axis == node.Axes[0] ? node.Axes[1] : axis == node.Axes[1] ? node.Axes[0] : axis;
            case FlowKind.Rearrange when !node.Axes.IsEmpty:
                return node.Axes[node.Axes.Length + axis];
            case FlowKind.Rearrange when node.Function is "expand" or "repeat" or "broadcast_to":
                return axis;
            case FlowKind.Rearrange when axis == -1 && node.Function is "unsqueeze":
                return node.Touched is { } added && (added < -1 || added >= 0 && ranks.Of(node.Inputs[0]) > added) ? axis : null;
            case FlowKind.Rearrange when axis == -1 && node.Touched is { } touched:
                return ranks.IsNotLast(node.Inputs[0], touched) ? axis : null;
            case FlowKind.Concat when axis == -1 && node.Axes.Length == 1:
                // Where only the axis from the start is known, it is not the last if there are dimensions behind it.
                return node.Axes[0] < 0 ? node.Axes[0] != -1 ? axis : null : ranks.Of(node) >= node.Axes[0] + 2 ? axis : null;
            case FlowKind.Reduce when axis == -1 && node.Axes.Length > 0:
                return node.Axes.All(reduced => ranks.IsNotLast(node.Inputs[0], reduced)) ? axis : null;
            case FlowKind.View or FlowKind.Rearrange when node.Leading > 0 && node.Rank is { } rank:
                // Leading sizes stay: an axis among them is the same from the start. (Flattening what stands behind the channels of an image.)
                return ranks.Of(node.Inputs[0]) is var before && node.Inputs[0].Rank == before && rank + axis < node.Leading ? rank + axis - before : null;
            default:
                return null;
        }
    }
}
