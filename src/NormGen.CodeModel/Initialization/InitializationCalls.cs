using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Initialization;

/// <summary>Finds what constructors fill parameters with, beyond what their modules do themselves. Calls that may be skipped, and such through locals, are left out.</summary>
internal static class InitializationCalls
{
    /// <summary>The calls in the constructors of a module and of all in it, the last of each parameter.</summary>
    public static IReadOnlyList<InitializedWeight> Of(ModuleTree tree)
    {
        var found = new Dictionary<ParameterNode, InitializedWeight>();
        // Inner constructors run before the ones that call them.
        foreach (var module in tree.Root.SelfAndDescendants().Reverse().Where(module => module.Kind is ModuleKind.Custom or ModuleKind.Placement))
        {
            foreach (var call in Calls(module, tree.Source))
            {
                if (Filled(call) is { } target && Resolve(target, module) is { } parameter) found[parameter.Representative] = new(parameter.Representative, call, TensorStart.Of(call, new()));
            }
        }

        return [.. found.Values];
    }

    private static IEnumerable<IInvocationOperation> Calls(ModuleNode module, SourceOperations source)
    {
        if (module.Type is not INamedTypeSymbol type || KnownModules.IsTorchSharp(type)) yield break;
        foreach (var place in type.OriginalDefinition.InstanceConstructors.SelectMany(constructor => constructor.DeclaringSyntaxReferences))
        {
            if (place.GetSyntax(source.Token) is not ConstructorDeclarationSyntax syntax || source.Operation(syntax) is not { } body) continue;
            foreach (var call in body.Descendants().OfType<IInvocationOperation>())
            {
                if (!IsConditional(call, body)) yield return call;
            }
        }
    }

    private static bool IsConditional(IOperation operation, IOperation body)
    {
        for (var around = operation.Parent; around is not null && around != body; around = around.Parent)
        {
            if (around is IConditionalOperation or ILoopOperation or ISwitchOperation or ITryOperation or IAnonymousFunctionOperation or ILocalFunctionOperation) return true;
        }

        return false;
    }

    /// <summary>What a call of <c>torch.nn.init</c>, or one of a tensor that fills it, fills.</summary>
    private static IOperation? Filled(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!method.Name.EndsWith("_", StringComparison.Ordinal)) return null;
        if (method.IsStatic) return method.ContainingType is { Name: "init" } or { ContainingType.Name: "TorchSelfNormalizingExtensions" } ? call.Arguments.FirstOrDefault()?.Value : null;
        return KnownModules.IsTorchSharp(method.ContainingType) && method.Name is "zero_" or "fill_" or "normal_" or "uniform_" ? call.Instance : null;
    }

    private static ParameterNode? Resolve(IOperation operation, ModuleNode module)
    {
        operation = ModuleSequence.Bare(operation);
        if (Members.OfThis(operation) is { } own) return module.ParametersByMember.TryGetValue(own, out var parameter) ? parameter : null;
        return operation is IPropertyReferenceOperation { Property.Name: var name, Instance: { } owner } && ModuleOf(owner, module) is { } holder ? holder.Parameter(name) : null;
    }

    private static ModuleNode? ModuleOf(IOperation operation, ModuleNode module)
    {
        operation = ModuleSequence.Bare(operation);
        if (Members.OfThis(operation) is { } own) return module.ChildrenByMember.TryGetValue(own, out var child) ? child : null;
        var (member, instance) = operation switch
        {
            IFieldReferenceOperation field => ((ISymbol)field.Field.OriginalDefinition, field.Instance),
            IPropertyReferenceOperation property => (property.Property.OriginalDefinition, property.Instance),
            _ => default,
        };
        return instance is not null && ModuleOf(instance, module) is { } holder && holder.ChildrenByMember.TryGetValue(member, out var inner) ? inner : null;
    }
}
