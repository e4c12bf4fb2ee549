using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Registration;

/// <summary>Reads the construction side of a model graph: which constructors register what, in which order.</summary>
public static class ConstructionReader
{
    /// <summary>The constructors of a model class in source.</summary>
    public static IReadOnlyList<Construction> Read(ModuleTree tree)
    {
        if (tree.Root.Type is not INamedTypeSymbol type || type.DeclaringSyntaxReferences.IsEmpty) return [];
        var late = LateAssignment.Read(type, tree.Source.Compilation, tree.Source.Token).Select(observation => observation.Arguments[0]).Distinct().ToList();
        return [.. type.InstanceConstructors.Where(constructor => !constructor.IsImplicitlyDeclared).Select(constructor => Read(constructor, tree, late))];
    }

    private static Construction Read(IMethodSymbol constructor, ModuleTree tree, List<string> late)
    {
        var signature = $"{constructor.ContainingType.Name}({string.Join(", ", constructor.Parameters.Select(Parameter))})";
        if (RegistrationCalls.Steps(constructor.OriginalDefinition, tree.Source) is not { } steps) return new(signature, [], [], false);
        if (steps.Index >= 0 || steps.Before == true) return new(signature, [.. Names(tree.Root).Except(late)], late, true);
        return new(signature, [.. steps.Statements.SelectMany(RegistrationCalls.OwnCalls).Where(call => RegistrationCalls.IsSingle(call.TargetMethod.Name)).Select(call => call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string name } ? name : "unknown")], [], steps.Before is not null);
    }

    /// <summary>What the fields of a class hold, in their order, and what is registered one by one.</summary>
    private static IEnumerable<string> Names(ModuleNode root)
        => root.Children.Select(child => (child.Name, child.Member)).Concat(root.Parameters.Select(parameter => (parameter.Name, parameter.Member))).Where(held => held.Name.Length > 0)
            .OrderBy(held => held.Member?.Locations.FirstOrDefault()?.SourceSpan.Start ?? int.MaxValue).Select(held => held.Name);

    private static string Parameter(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue) return parameter.Name;
        return $"{parameter.Name}: {Convert.ToString(parameter.ExplicitDefaultValue ?? "null", CultureInfo.InvariantCulture)}";
    }
}
