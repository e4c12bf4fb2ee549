using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.FirstLayers;

/// <summary>Proves that a layer is the first of its class: that <c>forward</c> calls it, and that nothing that is trained stands between an argument and the layer.</summary>
/// <remarks>
/// Reshaping, normalizing by constants or by the input's own statistics, and any function without parameters may stand before it: what the layer sees then is as fixed as the data. An embedding, another layer, or a norm with a gain may not, nor code that cannot be followed.
/// </remarks>
public static class FirstLayerProof
{
    /// <summary>What keeps the layers of a class from being first.</summary>
    /// <param name="type">A class with layers that declarations find fit.</param>
    /// <param name="layers">These.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    public static IEnumerable<FirstLayerComplaint> Read(INamedTypeSymbol type, IEnumerable<FirstLayer> layers, Compilation compilation, CancellationToken token)
    {
        var tree = ModuleTree.Read(type, compilation, token);
        var flow = type.IsAbstract ? null : FlowReader.Read(tree, tree.Root, enterModules: true);
        foreach (var member in FirstLayerReader.Members(type).Where(member => layers.Any(layer => layer.Member == member.Name)))
        {
            var place = FirstLayerReader.PlaceOf(member);
            var layer = tree.Root.ChildrenByMember.TryGetValue(member, out var child) ? child : null;
            if (layer?.Argument("groups").Whole is > 1 and { } groups) yield return new(place, member.Name, $"it has {groups} groups, and TrAct is defined for one");
            if (Problem(flow, layer) is { } problem) yield return new(place, member.Name, problem);
        }

        foreach (var place in WithoutCall(type, token)) yield return new(place, type.Name, $"no constructor calls {FirstLayerReader.Method}(), which attaches the gradient once the layer is made");
    }

    private static string? Problem(FlowGraph? flow, ModuleNode? layer)
    {
        if (flow is null) return "the class has no forward that can be followed, so it is not known to be first";
        var calls = flow.Nodes().Where(node => node.Kind is FlowKind.Linear or FlowKind.Convolution && layer is not null && node.Module == layer).ToList();
        if (calls.Count == 0) return "no call of it is found in forward, so it is not known to be first";
        return calls.Select(call => Before(call.Inputs[0])).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Whether a value comes from the arguments of <c>forward</c> and from nothing that is trained.</summary>
    internal static bool IsUntouched(FlowNode value) => Before(value) is null;

    /// <summary>What stands between the arguments of <c>forward</c> and a layer that may not; null where there is nothing.</summary>
    private static string? Before(FlowNode input)
    {
        var (seen, open, isFed) = (new HashSet<FlowNode>(), new Stack<FlowNode>([input]), false);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!seen.Add(node)) continue;
            switch (node)
            {
                case { Kind: FlowKind.Input }: isFed = true; break;
                case { Kind: FlowKind.Weight, Parameter: { } parameter }: return $"it is not first: its input depends on the trained '{parameter.Path}'";
                case { Kind: FlowKind.Call }: return "it is not known to be first: its input comes from a module that cannot be followed";
                case { Kind: FlowKind.Other, Module: { Kind: ModuleKind.Composite } module }: return $"it is not first: its input depends on '{module.Path}'";
                case { Kind: FlowKind.Other, IsFunction: false }: return "it is not known to be first: its input comes from code that cannot be followed";
            }

            for (var i = node.Inputs.Length - 1; i >= 0; i--) open.Push(node.Inputs[i]);
        }

        return isFed ? null : "it is not known to be first: its input comes from no argument of forward";
    }

    /// <summary>The constructors, or the class, where nothing calls the generated method.</summary>
    private static IEnumerable<Location> WithoutCall(INamedTypeSymbol type, CancellationToken token)
    {
        var declarations = type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(token)).OfType<ClassDeclarationSyntax>().Where(part => !part.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase)).ToList();
        if (declarations.Any(part => part.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(IsCall))) yield break;
        var constructors = declarations.SelectMany(part => part.Members.OfType<ConstructorDeclarationSyntax>()).ToList();
        foreach (var constructor in constructors) yield return constructor.Identifier.GetLocation();
        if (constructors.Count == 0) yield return declarations.Select(part => part.Identifier.GetLocation()).FirstOrDefault() ?? Location.None;

        static bool IsCall(InvocationExpressionSyntax call) => call.Expression switch
        {
            IdentifierNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText,
            _ => null,
        } == FirstLayerReader.Method;
    }
}
