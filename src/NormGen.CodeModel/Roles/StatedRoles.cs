using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Roles;

/// <summary>Roles that <c>[ParameterRole]</c> states.</summary>
internal static class StatedRoles
{
    /// <summary>The role stated on the parameter's own field or property, or null.</summary>
    public static Role? On(ISymbol? member)
        => member is not null && ModuleClasses.Attribute(member, NormGenNames.ParameterRole)?.ConstructorArguments is [{ Value: int value }] ? (Role)value : null;

    /// <summary>The role of a parameter by its own attribute, or, if it has two or more dimensions, by that of the nearest module field around it.</summary>
    public static Role? Of(ParameterNode parameter)
    {
        if (On(parameter.Member) is { } own) return own;
        if (parameter.Dimensions is < 2) return null;
        for (var module = parameter.Owner; module is not null; module = module.Parent)
        {
            if (On(module.Member) is { } stated) return stated;
        }

        return null;
    }

    /// <summary>The role stated for a module whose parameters cannot be seen, or null.</summary>
    public static Role? Of(ModuleNode? module)
    {
        for (; module is not null; module = module.Parent)
        {
            if (On(module.Member) is { } stated) return stated;
        }

        return null;
    }
}
