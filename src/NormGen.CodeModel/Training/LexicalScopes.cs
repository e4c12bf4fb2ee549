using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>The <c>using</c> statements and declarations that hold where an operation runs.</summary>
internal static class LexicalScopes
{
    /// <summary>Whether one around an operation, in the function it stands in, is made by a call of TorchSharp of one of these names.</summary>
    public static bool IsIn(IOperation operation, params string[] methods)
        => Around(operation).SelectMany(resource => resource.DescendantsAndSelf()).Any(part => part is IInvocationOperation call && IsCall(call, methods));

    /// <summary>Whether some part of a body calls one of these functions of TorchSharp.</summary>
    public static bool Calls(IOperation body, params string[] methods) => body.DescendantsAndSelf().Any(part => part is IInvocationOperation call && IsCall(call, methods));

    private static bool IsCall(IInvocationOperation call, string[] methods) => methods.Contains(call.TargetMethod.Name) && TorchTypes.IsOfTorchSharp(call.TargetMethod);

    private static IEnumerable<IOperation> Around(IOperation operation)
    {
        for (var inner = operation; inner.Parent is { } outer; inner = outer)
        {
            switch (outer)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    yield break;
                case IUsingOperation scope when scope.Resources != inner:
                    yield return scope.Resources;
                    break;
                case IBlockOperation block:
                    foreach (var declaration in block.Operations.TakeWhile(statement => statement != inner).OfType<IUsingDeclarationOperation>()) yield return declaration.DeclarationGroup;
                    break;
            }
        }
    }
}
