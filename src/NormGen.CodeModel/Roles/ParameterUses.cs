using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Roles;

/// <summary>How the <c>forward</c> of a class uses the parameters that it holds itself.</summary>
/// <param name="tree">The model.</param>
internal sealed class ParameterUses(ModuleTree tree)
{
    private readonly Dictionary<ModuleNode, List<(ParameterNode Parameter, Role Role)>> read = [];
    private readonly Dictionary<ModuleNode, List<FlowNode>> graphs = [];

    /// <summary>The role that a parameter of two or more dimensions has by its uses; null where they do not tell or disagree.</summary>
    public Role? Of(ParameterNode parameter)
    {
        var roles = UsesIn(parameter.Owner).Where(use => use.Parameter == parameter.Representative).Select(use => use.Role).Distinct().ToList();
        return roles.Count == 1 ? roles[0] : null;
    }

    /// <summary>Whether some lookup reads it, in the class that holds it.</summary>
    public bool IsLookedUp(ParameterNode parameter) => UsesIn(parameter.Owner).Any(use => use.Parameter == parameter.Representative && use.Role == Role.Embedding);

    /// <summary>What is done with its elements in the class that holds it.</summary>
    public ElementUse ElementsOf(ParameterNode parameter)
    {
        var nodes = parameter.Owner.Kind == ModuleKind.Custom ? NodesOf(parameter.Owner) : [];
        var use = ElementUse.None;
        foreach (var node in nodes.Where(node => !IsPassed(node) && node.Inputs.Any(input => Behind(input)?.Parameter == parameter.Representative)))
        {
            use |= node.Kind switch
            {
                FlowKind.Multiply or FlowKind.Divide => ElementUse.Factor | (nodes.Any(sum => sum.Kind == FlowKind.Add && sum.Inputs.Any(input => Through(input) == node)) ? ElementUse.Branch : 0),
                FlowKind.Add or FlowKind.Concat => ElementUse.Term,
                _ => ElementUse.Other,
            };
        }

        return use;
    }

    private List<FlowNode> NodesOf(ModuleNode module)
    {
        if (!graphs.TryGetValue(module, out var nodes)) graphs[module] = nodes = [.. FlowReader.Read(tree, module, enterModules: false)?.Nodes() ?? []];
        return nodes;
    }

    /// <summary>The parameter behind maps that leave elements apart, such as the tanh of a gate; null for anything else.</summary>
    private static FlowNode? Behind(FlowNode node) => Through(node) is { Kind: FlowKind.Weight } weight ? weight : null;

    private static FlowNode Through(FlowNode node)
    {
        while (IsPassed(node)) node = node.Inputs[0];
        return node;
    }

    private static bool IsPassed(FlowNode node)
        => node.Kind is FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Homogeneous && node.Inputs.Length == 1 || node is { Kind: FlowKind.Other, IsFunction: true, Inputs.Length: 1 };

    private List<(ParameterNode Parameter, Role Role)> UsesIn(ModuleNode module)
    {
        if (read.TryGetValue(module, out var uses)) return uses;
        read[module] = uses = [];
        foreach (var node in module.Kind == ModuleKind.Custom ? NodesOf(module) : [])
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
