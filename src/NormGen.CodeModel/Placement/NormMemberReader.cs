using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Finds the property or field of a norm module that a parameter of its formula stands for.</summary>
internal static class NormMemberReader
{
    /// <summary>The member of the parameter's name, or its default where it has no member, or null where it has neither.</summary>
    public static NormArgument? Find(BlockReading reading, INamedTypeSymbol norm, IParameterSymbol parameter, bool isTensor)
    {
        foreach (var member in TorchTypes.BasesOf(norm).SelectMany(t => t.GetMembers(parameter.Name)))
        {
            var type = member switch
            {
                IPropertySymbol { GetMethod: { } getter, IsStatic: false, IsIndexer: false } property when IsVisible(property) && IsVisible(getter) => property.Type,
                IFieldSymbol { IsStatic: false } field when IsVisible(field) => field.Type,
                _ => null,
            };
            if (type is null) continue;
            var fits = isTensor ? TorchTypes.IsTensorOrDerived(type) : ((CSharpCompilation)reading.Compilation).ClassifyConversion(type, parameter.Type).IsImplicit;
            return fits ? new(TypeText.Escape(member.Name), type.NullableAnnotation == NullableAnnotation.Annotated, 0) : null;
        }

        return parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: double number } ? new(null, false, number) : null;

        bool IsVisible(ISymbol symbol) => reading.CanUse(symbol);
    }
}
