using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads the members of the block that <c>[Sublayer]</c> names: the <c>Dropout</c> on a branch, and the parameter that scales its features.</summary>
internal static class BranchOperandReader
{
    /// <summary>The name of the argument that names a dropout.</summary>
    private const string Dropout = "Dropout";

    /// <summary>The name of the argument that names a scale.</summary>
    private const string Scale = "Scale";

    /// <summary>Both members, each null where it is not given or (with a complaint) does not fit.</summary>
    public static (string? Dropout, string? Scale) Read(BlockReading reading, AttributeData attribute, string sublayer)
        => (Member(reading, attribute, sublayer, Dropout, "dropout", type => type is { Name: "Dropout" } && KnownModules.IsTorchSharp(type), "a Dropout module (torch.nn.Dropout)"),
            Member(reading, attribute, sublayer, Scale, "scale", KnownModules.IsParameter, "a Parameter of one number a feature"));

    private static string? Member(BlockReading reading, AttributeData attribute, string sublayer, string argument, string what, Func<ITypeSymbol, bool> fits, string expected)
    {
        if (PlacementAttributes.Argument(attribute, argument) is not { Value: string name }) return null;
        var member = TorchTypes.BasesOf(reading.Block).SelectMany(t => t.GetMembers(name)).FirstOrDefault(m => m is IFieldSymbol or IPropertySymbol && reading.CanUse(m));
        var type = member is IFieldSymbol field ? field.Type : (member as IPropertySymbol)?.Type;
        if (type is not null && TorchTypes.IsBroken(type))
        {
            reading.IsBroken = true;
            return null;
        }

        var fault = member is null || type is null ? $"'{reading.BlockName}' has no field or property of that name"
            : member.IsStatic ? "it is static"
            : member is IPropertySymbol { GetMethod: null } ? "it cannot be read"
            : !fits(type) ? $"it is {TypeText.Short(type)}; expected {expected}"
            : type.NullableAnnotation == NullableAnnotation.Annotated ? "it may be null"
            : null;
        if (fault is null) return TypeText.Escape(name);
        reading.Complain(PlacementProblem.BranchOperandUnusable, reading.PlaceOf(attribute, argument), name, what, sublayer, fault);
        return null;
    }
}
