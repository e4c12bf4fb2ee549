using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.FirstLayers;

/// <summary>Reads the members of a class with <c>[TrAct]</c>, as far as declarations tell; <see cref="FirstLayerProof"/> follows <c>forward</c>.</summary>
public static class FirstLayerReader
{
    /// <summary>The generated method.</summary>
    public const string Method = "InitializeTrAct";

    private const double Default = 0.1;

    /// <summary>The annotated members of a class, in the order of declaration.</summary>
    public static IEnumerable<ISymbol> Members(INamedTypeSymbol type)
        => type.GetMembers().Where(member => member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol && AttributeTypes.Find(member, NormGenNames.TrAct) is not null);

    /// <summary>Reads a class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="token">Stops the work.</param>
    public static FirstLayerReading Read(INamedTypeSymbol type, CancellationToken token)
    {
        var layers = new List<FirstLayer>();
        var complaints = new List<FirstLayerComplaint>();
        foreach (var member in Members(type))
        {
            var attribute = AttributeTypes.Find(member, NormGenNames.TrAct)!;
            var declared = member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;
            var lambda = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Lambda").Value.Value is double given ? given : Default;
            var before = complaints.Count;
            if (TorchTypes.IsBroken(declared) || TorchTypes.IsBroken(type.BaseType)) continue;
            if (!IsLayer(declared)) Complain(PlaceOf(member), member, $"it is a {declared.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}, and TrAct is defined for Linear and Conv2d");
            if (member.IsStatic) Complain(PlaceOf(member), member, "it is static: a layer belongs to its model");
            if (!(lambda > 0) || double.IsInfinity(lambda)) Complain(Argument(attribute) ?? PlaceOf(member), member, "Lambda must be a finite number above zero");
            if (!TorchTypes.IsModule(type)) Complain(PlaceOf(member), member, $"'{type.Name}' must derive from torch.nn.Module, whose forward calls the layer");
            if (complaints.Count == before) layers.Add(new(member.Name, lambda));

            Location? Argument(AttributeData data) => (data.ApplicationSyntaxReference?.GetSyntax(token) as AttributeSyntax)?.ArgumentList?.Arguments.FirstOrDefault()?.GetLocation();
        }

        return new(layers.ToEquatableArray(), complaints);

        void Complain(Location place, ISymbol member, string reason) => complaints.Add(new(place, member.Name, reason));
    }

    /// <summary>Where a member is declared.</summary>
    internal static Location PlaceOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(place => place.IsInSource) ?? Location.None;

    private static bool IsLayer(ITypeSymbol type) => KnownModules.IsTorchSharp(type) && type.Name is "Linear" or "Conv2d";
}
