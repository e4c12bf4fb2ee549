using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Roles;

/// <summary>How the <c>forward</c> of a class uses the parameters that it holds itself.</summary>
/// <param name="tree">The model.</param>
internal sealed class ParameterUses(ModuleTree tree)
{
    private readonly Dictionary<ModuleNode, List<(ParameterNode Parameter, Role Role)>> read = [];

    /// <summary>The role that a parameter of two or more dimensions has by its uses; null where they do not tell or disagree.</summary>
    public Role? Of(ParameterNode parameter)
    {
        var roles = UsesIn(parameter.Owner).Where(use => use.Parameter == parameter.Representative).Select(use => use.Role).Distinct().ToList();
        return roles.Count == 1 ? roles[0] : null;
    }

    /// <summary>Whether some lookup reads it, in the class that holds it.</summary>
    public bool IsLookedUp(ParameterNode parameter) => UsesIn(parameter.Owner).Any(use => use.Parameter == parameter.Representative && use.Role == Role.Embedding);

    private List<(ParameterNode Parameter, Role Role)> UsesIn(ModuleNode module)
    {
        if (read.TryGetValue(module, out var uses)) return uses;
        read[module] = uses = [];
        var graph = module.Kind == ModuleKind.Custom ? FlowReader.Read(tree, module, enterModules: false) : null;
        foreach (var node in graph?.Nodes() ?? [])
        {
            switch (node.Kind)
            {
                case FlowKind.Linear:
                    Note(uses, node.Inputs[1], Role.Matrix);
                    break;
                case FlowKind.MatrixProduct:
                    foreach (var input in node.Inputs) Note(uses, input, Role.Matrix);
                    break;
                case FlowKind.Convolution:
                    Note(uses, node.Inputs[1], Role.Convolution);
                    break;
                case FlowKind.Lookup:
                    Note(uses, node.Inputs[0], Role.Embedding);
                    break;
            }
        }

        return uses;
    }

    private static void Note(List<(ParameterNode, Role)> uses, FlowNode node, Role role)
    {
        while (node.Kind is FlowKind.Transpose or FlowKind.Same or FlowKind.View or FlowKind.Norm or FlowKind.Homogeneous) node = node.Inputs[0];
        if (node is { Kind: FlowKind.Weight, Parameter: { } parameter }) uses.Add((parameter, role));
    }
}
