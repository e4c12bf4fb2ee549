using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Streams;

namespace NormGen.CodeModel.Foldings;

/// <summary>What keeps layers from taking anything, whatever they read or make.</summary>
/// <param name="tree">The modules.</param>
/// <param name="users">The flow.</param>
internal sealed class FoldingProblems(ModuleTree tree, FlowUsers users)
{
    /// <summary>The problem as a clause; null for none.</summary>
    /// <param name="path">What shall fold.</param>
    /// <param name="layers">The layers.</param>
    public string? Of(string path, IEnumerable<ModuleNode> layers)
    {
        foreach (var layer in layers)
        {
            if (layer.Path.Contains("^") || path.Contains("^")) return "a place in its list is known at run time only";
            if (layer.Parameters.Find(IsSharedWeight) is { } shared) return $"'{shared.Path}' is another layer's too";
        }

        return null;
    }

    /// <summary>Whether another name stands for the same parameter.</summary>
    public bool IsShared(ParameterNode parameter) => tree.Root.AllParameters().Any(other => other != parameter && other.Representative == parameter.Representative);

    private bool IsSharedWeight(ParameterNode parameter) => IsShared(parameter)
        || users.Order.Any(node => node.Kind == FlowKind.Weight && node.Parameter == parameter.Representative && users.Of(node).Any(user => user.Module != parameter.Owner));
}
