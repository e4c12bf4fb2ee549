using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Registration;

/// <summary>Finds constructors that walk the parameters or submodules of the module before anything is registered: the walk is over nothing.</summary>
public static class EarlyUse
{
    private const int DeepestHelper = 2;

    private static readonly HashSet<string> Walks = ["apply", "parameters", "named_parameters", "modules", "named_modules", "children", "named_children", "state_dict", "load_state_dict", "buffers", "named_buffers", "train", "eval", "to", "cuda", "half", "bfloat16", "double"];

    /// <summary>Reads a module class; the sentence needs the walk and what it misses. The kind is <c>movable</c> where it is a statement that can stand behind the registration.</summary>
    public static IEnumerable<Observation> Read(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        if (type.DeclaringSyntaxReferences.IsEmpty || !HasComponents(type) || !MayWalk(type, token)) yield break;
        var source = new SourceOperations(compilation, token);
        foreach (var constructor in type.InstanceConstructors)
        {
            if (RegistrationCalls.Steps(constructor, source) is not { Before: false } steps) continue;
            var early = steps.Index < 0 ? steps.Statements : steps.Statements.Take(steps.Index);
            foreach (var statement in early)
            {
                // What is registered one by one is there for whatever comes after it.
                if (statement.DescendantsAndSelf().Any(part => part is IInvocationOperation call && RegistrationCalls.IsSingle(call.TargetMethod.Name) || part is IInvocationOperation { TargetMethod: var helper } && Registers(helper, source))) break;
                foreach (var call in RegistrationCalls.OwnCalls(statement))
                {
                    if (Walk(call, source, DeepestHelper) is not { } walk) continue;
                    var isMovable = steps.Index >= 0 && statement is IExpressionStatementOperation or IForEachLoopOperation;
                    yield return new(CreationName.Place(call.Syntax), walk, steps.Index < 0 ? "the constructor registers nothing" : "RegisterComponents() comes later") { Kind = isMovable ? "movable" : "" };
                }
            }
        }
    }

    /// <summary>Whether the text of the constructors, and of methods of the class that they call, names a walk: else nothing need be bound.</summary>
    private static bool MayWalk(INamedTypeSymbol type, CancellationToken token)
    {
        var seen = new HashSet<string>();
        return type.InstanceConstructors.Any(constructor => MayWalk(constructor, DeepestHelper));

        bool MayWalk(IMethodSymbol method, int depth)
        {
            var called = method.DeclaringSyntaxReferences.SelectMany(place => place.GetSyntax(token).DescendantNodes()).OfType<InvocationExpressionSyntax>().Select(CreationName.Of).OfType<string>().ToList();
            return called.Any(Walks.Contains) || depth > 0 && called.Where(seen.Add).SelectMany(name => RegistrationCalls.Levels(type).SelectMany(level => level.GetMembers(name))).OfType<IMethodSymbol>().Any(helper => MayWalk(helper, depth - 1));
        }
    }

    /// <summary>The walk that a call of the instance itself is, or begins with.</summary>
    private static string? Walk(IInvocationOperation call, SourceOperations source, int depth)
    {
        var method = call.TargetMethod;
        if (KnownModules.IsTorchSharp(method.ContainingType)) return Walks.Contains(method.Name) ? method.Name : null;
        if (depth == 0 || method.IsVirtual || method.IsOverride || method.IsAbstract || source.Body(method) is not { } body) return null;
        return RegistrationCalls.OwnCalls(body).Select(inner => Walk(inner, source, depth - 1)).FirstOrDefault(walk => walk is not null);
    }

    private static bool Registers(IMethodSymbol helper, SourceOperations source)
        => !KnownModules.IsTorchSharp(helper.ContainingType) && source.Body(helper) is { } body && body.Descendants().Any(part => part is IInvocationOperation call && RegistrationCalls.IsSingle(call.TargetMethod.Name));

    private static bool HasComponents(INamedTypeSymbol type)
        => RegistrationCalls.DerivesFromModule(type) && type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && (KnownModules.IsModule(field.Type) || KnownModules.IsParameter(field.Type)));
}
