using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads the module that a block uses as its norm.</summary>
internal static class NormReader
{
    private const string DefaultNorm = "NormGen.Modules.FusedLayerNorm";

    /// <summary>The norm, or null with a complaint; and why joints cannot be kernels, or null. A block may have none.</summary>
    public static (NormModel? Norm, string? Obstacle) Of(BlockReading reading, bool fuse)
    {
        if (reading.Kind == PlacementKind.Bare) return (NormModel.None, null);
        var norm = Read(reading, fuse, out var obstacle);
        return (norm, obstacle);
    }

    /// <summary>The norm, or null with a complaint.</summary>
    /// <param name="reading">The block.</param>
    /// <param name="fuse">Whether joints are to be kernels, which needs the norm's formula.</param>
    /// <param name="obstacle">Why joints cannot be kernels, or null.</param>
    /// <param name="otherwise">The norm where none is chosen.</param>
    public static NormModel? Read(BlockReading reading, bool fuse, out string? obstacle, string otherwise = DefaultNorm)
    {
        obstacle = null;
        var given = PlacementAttributes.Argument(reading.Attribute, "Norm");
        var type = given is { Value: ITypeSymbol chosen } ? chosen as INamedTypeSymbol : reading.Compilation.GetTypeByMetadataName(otherwise);
        if (type is null) return Reject(given?.Value?.ToString() ?? otherwise, "it is no class");
        if (type.IsUnboundGenericType) return Reject(type.Name, "its type arguments are missing");
        if (TorchTypes.IsBroken(type)) return null; // the compiler says so already
        double? eps = PlacementAttributes.Argument(reading.Attribute, "Eps") is { Value: double number } && !double.IsNaN(number) ? number : null;
        if (eps < 0 || eps is { } infinite && double.IsInfinity(infinite)) return Reject(type.Name, "Eps must be zero or more and finite", "Eps");
        var norm = PlacementAttributes.Argument(reading.Attribute, "Method") is { Value: string method } ? OfMethod(method, out obstacle) : OfModule(out obstacle);
        if (norm is not null && fuse && obstacle is not null) reading.Complain(PlacementProblem.NotFused, reading.PlaceOf(reading.Attribute, "Norm"), norm.Name, obstacle);
        return norm;

        NormModel? OfMethod(string name, out string? hindrance)
        {
            hindrance = null;
            if (given is null) return Reject(name, "Norm must be the type that declares it", "Method");
            return NormMethodReader.Read(reading, type, name, eps, out hindrance, out var fault) ?? Reject(type.Name, fault!, "Method");
        }

        NormModel? OfModule(out string? hindrance)
        {
            hindrance = null;
            if (OtherNorms.Reason(type) is { } other) return Reject(type.Name, other);
            if (!TorchTypes.IsTensorModule(type)) return Reject(type.Name, "it does not derive from Module<Tensor, Tensor>");
            if (type.IsAbstract) return Reject(type.Name, "it is abstract");
            if (!reading.CanUse(type)) return Reject(type.Name, "it cannot be seen from the block");
            if (Constructor(reading, type) is not { } constructor) return Reject(type.Name, "it has no constructor that takes the number of features (a long) and nothing else that is required");
            if (eps is not null && !constructor.Parameters.Any(p => p.Name == "eps")) return Reject(type.Name, "its constructor has no argument 'eps'", "Eps");
            var (formula, arguments) = (default(NormFormula), new List<NormArgument>());
            if (OtherNorms.IsOfTokens(type)) hindrance = "its statistics run over tokens and steps, which no joint holds";
            else if (fuse && NormFormulaReader.Read(reading, type, arguments, out formula, out hindrance) is { } complaint) return Reject(type.Name, complaint);
            return new(type.Name, TypeText.Full(type), Accessibility(type), eps, formula, arguments.ToEquatableArray());
        }

        NormModel? Reject(string name, string reason, string argument = "Norm")
        {
            reading.Complain(PlacementProblem.NormUnusable, reading.PlaceOf(reading.Attribute, argument), name, reason);
            return null;
        }
    }

    private static IMethodSymbol? Constructor(BlockReading reading, INamedTypeSymbol type) => type.InstanceConstructors.FirstOrDefault(
        c => reading.CanUse(c) && c.Parameters.FirstOrDefault() is { Type.SpecialType: SpecialType.System_Int64, RefKind: RefKind.None } && c.Parameters.Skip(1).All(p => p.IsOptional || p.IsParams));

    private static string Accessibility(INamedTypeSymbol type)
    {
        var isPublic = true;
        for (var current = type; current is not null; current = current.ContainingType)
        {
            switch (current.DeclaredAccessibility)
            {
                case Microsoft.CodeAnalysis.Accessibility.Public: break;
                case Microsoft.CodeAnalysis.Accessibility.Internal or Microsoft.CodeAnalysis.Accessibility.ProtectedOrInternal: isPublic = false; break;
                default: return "private";
            }
        }

        return isPublic && type.TypeArguments.IsEmpty ? "public" : "internal";
    }
}
