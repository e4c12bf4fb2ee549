using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Flow;

/// <summary>The <c>forward</c> that <c>[SelfNormalizing]</c> stands for, where it is generated: all layers in the order of declaration, with SELU behind each but the last.</summary>
internal static class GeneratedLayers
{
    /// <summary>Whether the <c>forward</c> of a class is that one.</summary>
    public static bool Has(ITypeSymbol type)
        => ModuleClasses.Attribute(type, NormGenNames.SelfNormalizing) is not null
            && type.GetMembers("forward").OfType<IMethodSymbol>().Any(method => method.IsPartialDefinition && (method.PartialImplementationPart is null || GeneratedFiles.IsFromSelfNormalizing(method.PartialImplementationPart)));

    /// <summary>What it returns.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="called">The module.</param>
    /// <param name="input">What it gets.</param>
    /// <param name="depth">How many calls deep.</param>
    public static FlowValue Run(FlowReader reader, ModuleValue called, FlowValue input, int depth)
    {
        var layers = called.Module.ChildrenByMember.OrderBy(child => child.Key.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0).Select(child => child.Value)
            .SelectMany(child => child.Kind == ModuleKind.List ? ModuleRuns.Of(child).SelectMany(run => Enumerable.Repeat(run[0], run[0].IsAny ? ModuleRuns.Rounds : 1)) : [child]).ToList();
        var value = input;
        for (var i = 0; i < layers.Count; i++)
        {
            value = reader.CallModule(new(layers[i], called.IsOtherIndex || i > 0 && layers[i] == layers[i - 1]), [value], depth + 1);
            if (i < layers.Count - 1 && FlowNodes.Of(value) is { } node) value = new TensorValue(new FlowNode(FlowKind.Other, node) { IsFunction = true, Function = "FusedSELU", Rank = node.Rank });
        }

        return value;
    }
}
