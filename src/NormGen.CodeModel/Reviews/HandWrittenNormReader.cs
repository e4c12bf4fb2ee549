using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds classes whose <c>forward</c> is RMSNorm over the last axis, written out, and nothing else.</summary>
public static class HandWrittenNormReader
{
    /// <summary>Of a norm whose eps stands outside of the root: <c>x / (sqrt(mean(x²)) + eps)</c>.</summary>
    public const string EpsOutside = "outside";

    /// <summary>Of a norm that computes in float32 and rounds to the type of its input before the gain.</summary>
    public const string RoundedBeforeGain = "rounded";

    /// <summary>
    /// Reads a class: <c>x · rsqrt(mean(x²) + eps) · weight</c> in any spelling, with eps inside or outside of the root, computed in the type of the input or in float32 and rounded before the gain. Silent with conversions in any other order: the kernel rounds once, at the end.
    /// </summary>
    /// <returns>The class, its gain (empty for none), its eps (as it is written), and which form it is.</returns>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Root.Kind != ModuleKind.Custom || graph.Root.Children.Count > 0 || graph.Flow is not { IsComplete: true, Escapes.IsEmpty: true, Outputs: [var output], Inputs.Count: 1 } flow) yield break;
        var nodes = flow.Nodes().ToList();
        if (nodes.Exists(node => node.Kind is FlowKind.Choice or FlowKind.Call || node.IsUnknown)) yield break;
        var x = flow.Inputs.Values.Single();
        if (FlowStatistics.In(flow).ToList() is not [{ Mean: null, Gain: null, Eps: { } sum } norm] || norm.X != x || norm.Deviation is not { Function: "mean", KeepsAxes: true, AxesKnown: true, Axes: [-1] }) yield break;
        if (norm.Deviation.Site is not { } statistic || IsInFormula(statistic, graph.Tree.Source.Compilation)) yield break;
        var isOutside = !sum.Inputs.Contains(norm.Deviation);
        if (isOutside && !sum.Inputs.Any(input => input is { Kind: FlowKind.Homogeneous, Degree: 0.5, Inputs: [var root] } && root == norm.Deviation)) yield break;

        var conversions = nodes.FindAll(IsConversion);
        var normed = conversions.Count == 0 ? norm.Quotient : isOutside ? null : Rounded(graph, nodes, conversions, norm.Quotient, x);
        if (normed is null) yield break;
        while (output is { Kind: FlowKind.Same, Function: var name } && ScopeMoves.Has(name)) output = output.Inputs[0];
        var weight = output is { Kind: FlowKind.Multiply, Inputs: [var left, var right] } && output != normed ? left == normed ? right : right == normed ? left : null : null;
        if (output != normed && weight is not { Kind: FlowKind.Weight, Parameter: { Dimensions: 1, Member: not null } }) yield break;
        if (sum.Inputs.FirstOrDefault(input => input.Kind == FlowKind.Constant) is not { Value: { Text: { } text } eps } || graph.Root.Type.Locations.FirstOrDefault(place => place.IsInSource) is not { } place) yield break;
        yield return new(place, graph.Root.Type.Name, weight?.Parameter!.Member!.Name ?? "", eps.Constant is null ? text.TrimStart('.') : text, isOutside ? EpsOutside : conversions.Count > 0 ? RoundedBeforeGain : "");
    }

    /// <summary>Whether it is the formula of a <c>[Fused]</c> method: that has a kernel already.</summary>
    private static bool IsInFormula(SyntaxNode statistic, Compilation compilation)
        => statistic.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method && compilation.GetSemanticModel(method.SyntaxTree).GetDeclaredSymbol(method) is { IsStatic: true } formula
            && formula.ContainingType.GetMembers().Any(member => ModuleClasses.Attribute(member, NormGenNames.Fused)?.ConstructorArguments.FirstOrDefault().Value as string == formula.Name);

    private static bool IsConversion(FlowNode node) => node is { Kind: FlowKind.Same, Function: "to" or "type" or "to_type" or "type_as" or "float" or "half" or "bfloat16" or "double" };

    /// <summary>The quotient as it is rounded to the type of the input, where all of it is computed in float32; null for any other order of conversions.</summary>
    private static FlowNode? Rounded(ModelGraph graph, List<FlowNode> nodes, List<FlowNode> conversions, FlowNode quotient, FlowNode x)
    {
        if (!nodes.TrueForAll(user => !user.Inputs.Contains(x) || IsConversion(user) && user.Value.Text == "Float32")) return null;
        return conversions.FindAll(conversion => conversion.Inputs[0] != x) is [var back] && back.Inputs[0] == quotient && back.Site is { } site && IsToTypeOfInput(graph.Tree.Source.Operation(site)) ? back : null;
    }

    /// <summary><c>.to(x.dtype)</c> or <c>.type_as(x)</c> of a parameter that is never assigned, or of a local that was set to its type.</summary>
    private static bool IsToTypeOfInput(IOperation? conversion)
        => conversion is IInvocationOperation call && call.Arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.Explicit) is { Value: var type }
            && (call.TargetMethod.Name == "type_as" ? type : (SingleValues.Behind(type) as IPropertyReferenceOperation)?.Instance) is IParameterReferenceOperation { Parameter: var input }
            && (call.TargetMethod.Name == "type_as" || SingleValues.Behind(type) is IPropertyReferenceOperation { Property.Name: "dtype" })
            && !SingleValues.Root(call).Descendants().Any(operation => operation is IAssignmentOperation { Target: IParameterReferenceOperation { Parameter: var set } } && SymbolEqualityComparer.Default.Equals(set, input));
}
