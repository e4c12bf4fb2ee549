using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Finds parameters that a constructor shares between modules.</summary>
internal static class ModuleTies
{
    /// <summary>Applies <c>head.weight = embedding.weight</c>, <c>weight = embedding.weight</c> and <c>Linear(embedding.weight)</c>.</summary>
    public static void Apply(ModuleNode module, ConstructorFacts facts)
    {
        foreach (var replacement in facts.Replacements)
        {
            var target = (Resolve(module, replacement.Module, replacement.Item.Scope) as ModuleNode)?.Parameter(replacement.Parameter);
            if (target is not null && Resolve(module, replacement.Item.Value, replacement.Item.Scope) is ParameterNode shared && shared != target) target.TiedTo = shared;
        }

        foreach (var parameter in module.Parameters)
        {
            if (parameter.Member is null) continue;
            foreach (var value in facts.AssignedTo(parameter.Member))
            {
                if (Resolve(module, value.Value, value.Scope) is ParameterNode shared && shared != parameter) Share(parameter, shared);
            }
        }

        foreach (var child in module.ChildrenByMember)
        {
            if (child.Value.Kind != ModuleKind.Linear) continue;
            foreach (var value in facts.AssignedTo(child.Key))
            {
                if (value.Scope.Unwrap(value.Value) is not IInvocationOperation { TargetMethod.Name: "Linear" } call) continue;
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter is { Name: var name } && child.Value.Parameter(name) is { } parameter && Resolve(module, argument.Value, value.Scope) is ParameterNode shared) Share(parameter, shared);
                }
            }
        }
    }

    private static void Share(ParameterNode parameter, ParameterNode shared)
    {
        parameter.TiedTo = shared;
        parameter.Dimensions ??= shared.Dimensions;
    }

    /// <summary>The module or parameter that an expression of a constructor names, or null.</summary>
    private static object? Resolve(ModuleNode self, IOperation? operation, ConstructorScope scope)
    {
        if (operation is null) return null;
        operation = scope.Unwrap(operation);
        var (instance, member) = operation switch
        {
            IFieldReferenceOperation field => (field.Instance, (ISymbol)field.Field.OriginalDefinition),
            IPropertyReferenceOperation { Property.IsIndexer: false } property => (property.Instance, property.Property.OriginalDefinition),
            _ => (null, null),
        };
        if (member is null || instance is null) return null;
        var owner = instance is IInstanceReferenceOperation ? self : Resolve(self, instance, scope) as ModuleNode;
        if (owner is null) return null;
        if (owner.ChildrenByMember.TryGetValue(member!, out var child)) return child;
        if (owner.ParametersByMember.TryGetValue(member!, out var parameter)) return parameter;
        return owner.Parameter(member!.Name);
    }
}
