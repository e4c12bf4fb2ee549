using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Roles;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.Optimizers;

/// <summary>Reads a class with <c>[Optimizer]</c>.</summary>
internal static class OptimizedModelReader
{
    /// <summary>The model, or null where nothing can be generated: analyzers say why.</summary>
    public static OptimizedModel? Read(GeneratorAttributeSyntaxContext attributed, CancellationToken token)
    {
        if (attributed.TargetSymbol is not INamedTypeSymbol type || OptimizerTarget.Read(type, attributed.Attributes[0], token).Choice is not { } choice) return null;
        var roles = RoleReader.Read(type, attributed.SemanticModel.Compilation, token);
        token.ThrowIfCancellationRequested();
        return new(
            TypeHierarchy.Of(type),
            type.Name,
            choice,
            Hides(type, (int)choice),
            roles.Rows,
            roles.Complaints.Select(complaint => $"{complaint.Path} {complaint.Reason}").ToEquatableArray())
        {
            Scaled = ScaledRowReader.Read(type, attributed.SemanticModel.Compilation, token),
        };
    }

    /// <summary>A base class with the same optimizer gets a method of the same signature; another optimizer makes an overload, and the derived class wins.</summary>
    private static bool Hides(INamedTypeSymbol type, int choice)
    {
        for (var parent = type.BaseType; parent is not null && !KnownModules.IsTorchSharp(parent); parent = parent.BaseType)
        {
            if (parent.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == NormGenNames.Optimizer && attribute.ConstructorArguments is [{ Value: int other }] && other == choice)) return true;
        }

        return false;
    }
}
