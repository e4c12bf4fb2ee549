using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds custom functions whose <c>backward</c> disposes the context that autograd goes on to use.</summary>
public static class DisposedContext
{
    /// <summary>Reads a call of <c>Dispose</c> or a <c>using</c>; the sentence needs the function's class and the context.</summary>
    public static Observation? Read(IOperation operation, ISymbol? containing)
    {
        var disposed = operation switch
        {
            IInvocationOperation { TargetMethod: { Name: "Dispose", Parameters.Length: 0 }, Instance: { } instance } => instance,
            IUsingOperation { Resources: var resources } when resources is not IVariableDeclarationGroupOperation => resources,
            _ => null,
        };
        if (disposed is null || !IsContext(disposed.Type) || containing is not IMethodSymbol { Name: "backward", IsOverride: true, ContainingType: var function } || !IsFunction(function)) return null;
        return new(disposed.Syntax.GetLocation(), disposed.Syntax.ToString(), function.Name);
    }

    private static bool IsContext(ITypeSymbol? type) => type is { Name: "AutogradContext" } && TorchTypes.IsOfTorchSharp(type);

    private static bool IsFunction(INamedTypeSymbol type) => TorchTypes.BasesOf(type).Any(parent => parent.Name is "SingleTensorFunction" or "MultiTensorFunction" && TorchTypes.IsOfTorchSharp(parent));
}
