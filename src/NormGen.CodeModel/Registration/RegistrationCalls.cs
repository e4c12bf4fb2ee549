using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.CodeModel.Registration;

/// <summary>Where a module class registers what it holds.</summary>
internal static class RegistrationCalls
{
    private const string All = "RegisterComponents";
    private const int DeepestHelper = 3;

    /// <summary>Whether a call registers one module, parameter or buffer.</summary>
    public static bool IsSingle(string name) => name is "register_module" or "add_module" or "register_parameter" or "register_buffer";

    /// <summary>Whether a class in source, or a class in source that it derives from, names a registration anywhere, in whatever file.</summary>
    public static bool AreIn(INamedTypeSymbol type, CancellationToken token)
        => Names(type, token).Any(name => name is All || IsSingle(name));

    /// <summary>Every name that a class in source, and the classes in source that it derives from, write.</summary>
    public static IEnumerable<string> Names(INamedTypeSymbol type, CancellationToken token)
        => Levels(type).SelectMany(level => level.DeclaringSyntaxReferences).SelectMany(place => place.GetSyntax(token).DescendantNodes()).OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText);

    /// <summary>The class and its bases in source.</summary>
    public static IEnumerable<INamedTypeSymbol> Levels(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is not null && !KnownModules.IsTorchSharp(level); level = level.BaseType) yield return level.OriginalDefinition;
    }

    /// <summary>Whether every class that it derives from is in source, up to <c>Module</c> itself: else a base may do anything.</summary>
    public static bool DerivesFromModule(INamedTypeSymbol type)
    {
        var level = type;
        for (; level is not null && !level.DeclaringSyntaxReferences.IsEmpty; level = level.BaseType) { }
        return level is not null && KnownModules.IsModuleBase(level);
    }

    /// <summary>The statements of a constructor with a body; null for any other, and for one that registers under a condition.</summary>
    public static ConstructorSteps? Steps(IMethodSymbol constructor, SourceOperations source)
    {
        if (constructor.DeclaringSyntaxReferences is not [var place] || place.GetSyntax(source.Token) is not ConstructorDeclarationSyntax syntax || source.Operation(syntax) is not IConstructorBodyOperation body) return null;
        var statements = (body.BlockBody ?? body.ExpressionBody)?.Operations;
        if (statements is null) return null;
        var registration = -1;
        for (var i = 0; i < statements.Value.Length && registration < 0; i++)
        {
            var registers = Registers(statements.Value[i], source);
            if (registers is null) return null;
            if (registers == true) registration = i;
        }

        var chained = (body.Initializer as IExpressionStatementOperation)?.Operation ?? body.Initializer;
        var before = chained is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor } target } && !KnownModules.IsTorchSharp(target.ContainingType)
            ? Before(target, source)
            : chained is null && constructor.ContainingType.BaseType is { } parent && !KnownModules.IsTorchSharp(parent) ? parent.InstanceConstructors.FirstOrDefault(candidate => candidate.Parameters.IsEmpty) is { } implied ? Before(implied, source) : null : false;
        return new(statements.Value, registration, before);
    }

    /// <summary>Whether a statement, or a method of the class that it calls, registers all components; null where a condition decides, as in <c>if (GetType() == typeof(Net)) RegisterComponents();</c>.</summary>
    private static bool? Registers(IOperation statement, SourceOperations source, int depth = DeepestHelper)
    {
        foreach (var call in OwnCalls(statement))
        {
            var registers = call.TargetMethod.Name == All ? true : depth > 0 && !KnownModules.IsTorchSharp(call.TargetMethod.ContainingType) && source.Body(call.TargetMethod) is { } body ? Registers(body, source, depth - 1) : false;
            if (registers != false) return registers == true && TrainingOrder.IsUnconditional(call, statement) ? true : null;
        }

        return false;
    }

    /// <summary>Calls of methods of the instance itself, those in lambdas left out.</summary>
    public static IEnumerable<IInvocationOperation> OwnCalls(IOperation operation)
    {
        if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation) yield break;
        if (operation is IInvocationOperation call && IsOwn(call)) yield return call;
        foreach (var child in operation.ChildOperations)
        {
            foreach (var inner in OwnCalls(child)) yield return inner;
        }
    }

    /// <summary>The methods of <c>Module</c> itself that stand on the instance; extension methods such as <c>this.to(device)</c> too.</summary>
    private static bool IsOwn(IInvocationOperation call)
        => call.Instance is IInstanceReferenceOperation || call is { Instance: null, TargetMethod.IsExtensionMethod: true, Arguments: [var receiver, ..] } && SingleValues.Bare(receiver.Value) is IInstanceReferenceOperation;

    /// <summary>Whether a constructor that runs before has registered: null where that is not known.</summary>
    private static bool? Before(IMethodSymbol constructor, SourceOperations source)
    {
        if (constructor.ContainingType.DeclaringSyntaxReferences.IsEmpty) return null;
        if (constructor.DeclaringSyntaxReferences.IsEmpty) return constructor.ContainingType.BaseType is { } parent && KnownModules.IsTorchSharp(parent) ? false : null;
        return Steps(constructor.OriginalDefinition, source) is { } steps ? steps.Before is null && steps.Index < 0 ? null : steps.Before == true || steps.Index >= 0 : null;
    }
}
