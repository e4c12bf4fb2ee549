using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Registration;
using NormGen.CodeModel.Training;

namespace NormGen.CodeModel.Printing;

/// <summary>Prints a model graph: what the rules know of a class, for people who ask why one speaks or is silent.</summary>
public static class ModelGraphText
{
    /// <summary>The graph as text: modules and parameters, what constructors register, steps of <c>forward</c>, what is not known, and the training side.</summary>
    public static string Print(ModelGraph graph)
    {
        var text = new StringBuilder();
        text.Append(graph.Root.Type.Name).Append('\n');
        foreach (var child in graph.Root.Children) Print(text, child, 1);
        foreach (var parameter in graph.Root.Parameters) Print(text, parameter, 1);
        foreach (var construction in ConstructionReader.Read(graph.Tree)) Print(text, construction);
        if (graph.Flow is { } flow) text.Append("forward(").Append(string.Join(", ", flow.Inputs.Keys.OrderBy(name => name, StringComparer.Ordinal))).Append(")\n").Append(FlowText.Print(flow));
        else text.Append("forward: no body\n");
        foreach (var complaint in graph.Tree.Complaints) text.Append("unknown: ").Append(complaint.Path).Append(' ').Append(complaint.Reason).Append('\n');
        if (graph.Root.Type is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false } type) text.Append(TrainingGraphText.Print(TrainingGraph.Of(type, graph.Tree.Source.Compilation, graph.Tree.Source.Token)));
        return text.ToString();
    }

    private static void Print(StringBuilder text, Construction construction)
    {
        text.Append(construction.Signature).Append(" registers ").Append(!construction.IsKnown ? "unknown" : construction.Registered.Count == 0 ? "nothing" : string.Join(", ", construction.Registered));
        if (construction.Late.Count > 0) text.Append("; made too late: ").Append(string.Join(", ", construction.Late));
        text.Append('\n');
    }

    private static void Print(StringBuilder text, ModuleNode module, int depth)
    {
        var arguments = module.Kind is ModuleKind.List or ModuleKind.Sequential ? [] : module.Arguments.Where(argument => argument.Value.Text is not null && argument.Value.Constant is not false).Select(argument => $"{argument.Key}: {(argument.Value.Text!.StartsWith("axes:", StringComparison.Ordinal) ? argument.Value.Text.Substring(5) + " sizes" : argument.Value.Text)}");
        text.Append(' ', 2 * depth).Append(module.Name.Length == 0 ? "(list)" : module.Name).Append(": ").Append(module.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)).Append('(').Append(string.Join(", ", arguments)).Append(')');
        if (module.IsAny) text.Append(" × ").Append(module.Count.Text ?? "unknown");
        if (module.Exists is null) text.Append(", may be absent");
        text.Append('\n');
        foreach (var child in module.Children) Print(text, child, depth + 1);
        foreach (var parameter in module.Parameters.Where(parameter => parameter.Member is not null)) Print(text, parameter, depth + 1);
    }

    private static void Print(StringBuilder text, ParameterNode parameter, int depth)
        => text.Append(' ', 2 * depth).Append(parameter.Name).Append(": Parameter of ").Append(parameter.Dimensions is { } dimensions ? dimensions.ToString(CultureInfo.InvariantCulture) + (dimensions == 1 ? " dimension" : " dimensions") : "unknown dimensions").Append(parameter.Exists is null ? ", may be absent" : "").Append('\n');
}
