using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds tensors that a norm took and that are overwritten before the norm's backward pass, which needs them.</summary>
public static class OverwrittenInputReader
{
    /// <summary>Reads a class.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        var steps = graph.Flow?.Steps ?? [];
        var reported = new HashSet<object>();
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] is not { Made: { Kind: FlowKind.Norm } norm, Overwritten: null } normed) continue;
            var input = Storage(norm.Inputs[0]);
            for (var j = i + 1; j < steps.Length; j++)
            {
                if (steps[j] is not { Overwritten: { } overwritten } change || Storage(overwritten) != input || !normed.MayMeet(change)) continue;
                if ((change.Place is { } call ? call.GetLocation() : FlowPlaces.Made(change.Made)) is not { } place || IsSilent(change) || !reported.Add(change.Place ?? (object)change.Made)) continue;
                yield return new(place, change.Made.Module is { } module ? FlowPlaces.Name(module) : Name(change), FlowPlaces.Name(norm));
            }
        }
    }

    private static string Name(FlowStep change) => change.Made.Function + "_";

    // Those change the view and not the elements.
    private static bool IsSilent(FlowStep change) => change.Made.Function is "requires_grad" or "detach" or "squeeze" or "unsqueeze" or "transpose" or "t" or "swapaxes" or "swapdims" or "resize" or "share_memory" or "set" || change.Place is not null && FlowPlaces.IsWithoutGradients(change.Place);

    /// <summary>The tensor whose elements a view shows.</summary>
    private static FlowNode Storage(FlowNode node)
    {
        while (node is { Kind: FlowKind.Same, Function: var name } && (name == "alias" || ScopeMoves.Has(name)) || node is { Kind: FlowKind.View, Function: "view" or "view_as" } or { Kind: FlowKind.Transpose } or { Kind: FlowKind.Rearrange, Function: "squeeze" or "unsqueeze" or "permute" or "narrow" or "slice" or "select" or "expand" })
            node = node.Inputs[0];
        return node;
    }
}
