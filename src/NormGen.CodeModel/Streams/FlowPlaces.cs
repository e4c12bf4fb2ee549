using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Streams;

/// <summary>Where the steps of a flow stand in the source, and how messages call them.</summary>
/// <param name="model">The class whose flow it is.</param>
internal sealed class FlowPlaces(INamedTypeSymbol model)
{
    /// <summary>The place of a step: its call, the member that holds its module or parameter, or the class.</summary>
    public Location Of(FlowNode node) => node.Syntax?.GetLocation() ?? Holder(node.Module ?? node.Parameter?.Owner, node.Parameter?.Member) ?? Class;

    /// <summary>The place of a module.</summary>
    public Location Of(ModuleNode module) => Holder(module, null) ?? Class;

    /// <summary>The class's name.</summary>
    public Location Class => model.Locations.FirstOrDefault(place => place.IsInSource) ?? Location.None;

    /// <summary>A step as a message calls it.</summary>
    public static string Word(FlowNode node) => node switch
    {
        { Module: { Path.Length: > 0 } module } => $"'{module.Path}'",
        { Parameter: { } parameter } => $"'{parameter.Path}'",
        { Function: { } function } => $"'{function}'",
        { Kind: FlowKind.Add } => "a sum",
        { Kind: FlowKind.Multiply } => "a product of elements",
        { Kind: FlowKind.Divide } => "a quotient",
        { Kind: FlowKind.MatrixProduct } => "a matrix product",
        { Kind: FlowKind.Linear } => "a linear map that is no module",
        { Kind: FlowKind.Rearrange or FlowKind.View or FlowKind.Transpose } => "what moves elements",
        { Kind: FlowKind.Constant } => "a tensor that is no parameter",
        { Kind: FlowKind.Input } => "an argument of forward",
        { Kind: FlowKind.Norm } => $"a {node.Norm} norm",
        { Kind: FlowKind.Other } => "code that cannot be followed",
        _ => "another step",
    };

    private static Location? Holder(ModuleNode? module, ISymbol? member)
    {
        if (member?.Locations.FirstOrDefault(location => location.IsInSource) is { } own) return own;
        for (; module is not null; module = module.Parent)
        {
            if (module.Member?.Locations.FirstOrDefault(location => location.IsInSource) is { } place) return place;
        }

        return null;
    }
}
