using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds fields of an optimizer that hide those of <c>OptimizerHelper</c>, which everything it inherits reads.</summary>
public static class HiddenOptimizerField
{
    /// <summary>The fields: name, and <c>same</c> as the last argument where the hidden field has the same type.</summary>
    public static IEnumerable<Observation> Read(INamedTypeSymbol type)
    {
        if (!TorchTypes.IsManagedOptimizer(type)) yield break;
        foreach (var member in type.GetMembers())
        {
            var own = member switch { IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } field => field.Type, IPropertySymbol { IsStatic: false } property => property.Type, _ => null };
            if (own is null || member.Name is not ("_defaults" or "_parameter_groups") || member.Locations is not [{ IsInSource: true } place, ..]) continue;
            var hidden = TorchTypes.BasesOf(type.BaseType).SelectMany(parent => parent.GetMembers(member.Name)).OfType<IFieldSymbol>().FirstOrDefault();
            if (hidden is null) continue;
            var loses = member.Name == "_defaults" ? "add_param_group and the constructors of the base read" : "ParamGroups, zero_grad, step, state_dict and every scheduler read";
            yield return new(place, type.Name, member.Name, loses) { Kind = SymbolEqualityComparer.Default.Equals(own, hidden.Type) ? "same" : "other" };
        }
    }
}
