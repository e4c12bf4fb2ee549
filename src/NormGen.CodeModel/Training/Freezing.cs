using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Words;

namespace NormGen.CodeModel.Training;

/// <summary>Code that takes parameters out of training, or batch norms out of training mode: what it leaves is not followed.</summary>
internal static class Freezing
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<SyntaxNode, bool>> Known = new();

    /// <summary>Whether it is somewhere in a body.</summary>
    public static bool IsIn(IOperation body) => body.DescendantsAndSelf().Any(IsFreezing);

    /// <summary>Whether it is in the body that an operation stands in, or anywhere in the class around it.</summary>
    public static bool IsAround(IOperation operation, SourceOperations source)
    {
        if (IsIn(SingleValues.Root(operation))) return true;
        return operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && Known.GetOrCreateValue(source.Compilation).GetOrAdd(type, around => IsIn(around, source));
    }

    private static bool IsIn(SyntaxNode type, SourceOperations source)
    {
        foreach (var name in type.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText is not ("requires_grad" or "requires_grad_" or "eval" or "train")) continue;
            SyntaxNode part = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            if (part.Parent is AssignmentExpressionSyntax or InvocationExpressionSyntax && source.Operation(part.Parent) is { } use && IsFreezing(use)) return true;
        }

        return false;
    }

    // What the text of a class must have for a constructor in it to do that: of any other, nothing need be bound.
    private static readonly int[] Words = [WordSet.Register("requires_grad"), WordSet.Register("requires_grad_"), WordSet.Register("eval"), WordSet.Register("train")];

    /// <summary>Whether it is in a constructor of a module.</summary>
    public static bool IsIn(ModuleNode module, SourceOperations source)
        => module.Type is INamedTypeSymbol type && !KnownModules.IsTorchSharp(type) && IsIn(type, source);

    private static bool IsIn(INamedTypeSymbol type, SourceOperations source)
        => type.DeclaringSyntaxReferences.Any(place => Array.Exists(Words, WrittenFile.Of(place.SyntaxTree).Part(place.Span).Has))
            && type.InstanceConstructors.SelectMany(constructor => constructor.DeclaringSyntaxReferences).Any(place => source.Operation(place.GetSyntax(source.Token)) is { } body && IsIn(body));

    private static bool IsFreezing(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "requires_grad" } property } } => KnownModules.IsTorchSharp(property.ContainingType),
        IInvocationOperation { TargetMethod: { Name: "requires_grad_" } method } => KnownModules.IsTorchSharp(method.ContainingType),
        IInvocationOperation { TargetMethod.Name: "eval" or "train", Instance.Type: { } type } => KnownModules.KindOf(type) == ModuleKind.BatchNorm,
        _ => false,
    };
}
