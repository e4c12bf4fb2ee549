using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds state of an optimizer that is a tensor of the dispose scope it was computed in: it is gone when the scope ends, and the next step reads it.</summary>
public static class ScopedState
{
    private const int DeepestHelper = 3;

    /// <summary>Reads an assignment; the sentence needs the state and the scope.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (operation is not ISimpleAssignmentOperation { Target: var target, Value: var value } || !KnownModules.IsTensor(target.Type) || !IsNew(value) || State(target, value) is not { } member) return null;
        if (Scope(operation, new(compilation, token)) is not var (scope, bodies)) return null;
        return bodies.Any(body => IsKept(body, member)) ? null : new(value.Syntax.GetLocation(), target.Syntax.ToString(), scope);
    }

    /// <summary>
    /// The member that keeps a tensor from step to step: of an <c>OptimizerState</c>, or of the optimizer itself, also an item of a collection in it, where the new value is made of the old one. (A field that is written before it is
    /// read in each step only hands a tensor on.)
    /// </summary>
    private static ISymbol? State(IOperation target, IOperation value)
    {
        if (target is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol { IsIndexer: false }, Instance: { } owner } reference && IsState(owner.Type)) return reference.Member;
        var holder = target switch
        {
            IArrayElementReferenceOperation element => element.ArrayReference,
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list } => list,
            _ => target,
        };
        if (Members.OfThis(holder) is not { } member || !TorchTypes.IsManagedOptimizer(member.ContainingType)) return null;
        var written = target.Syntax.ToString();
        return value.Descendants().Any(part => KnownModules.IsTensor(part.Type) && (part.Syntax.ToString() == written || part is ILocalReferenceOperation { Local: var local } && IsTakenFrom(member, written, local, SingleValues.Root(target)))) ? member : null;
    }

    /// <summary>Whether a local holds the old value: <c>var mean = means[p]</c>, <c>means.TryGetValue(p, out var mean)</c>.</summary>
    private static bool IsTakenFrom(ISymbol member, string written, ILocalSymbol local, IOperation body) => body.Descendants().Any(part => part switch
    {
        IVariableDeclaratorOperation { Initializer.Value: var value } declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) && value.Syntax.ToString() == written,
        IInvocationOperation { TargetMethod.Name: "TryGetValue", Instance: { } list, Arguments: [_, { Value: var taken }] } => SymbolEqualityComparer.Default.Equals(Members.OfThis(list), member)
            && (taken is IDeclarationExpressionOperation declaration ? declaration.Expression : taken) is ILocalReferenceOperation { Local: var held } && SymbolEqualityComparer.Default.Equals(held, local),
        _ => false,
    });

    /// <summary>The scope that an operation runs in, and the bodies between: in the function it stands in, or around the only call of the method it stands in.</summary>
    private static (string Scope, IReadOnlyList<IOperation> Bodies)? Scope(IOperation operation, SourceOperations source)
    {
        var bodies = new List<IOperation>();
        for (var depth = 0; depth <= DeepestHelper; depth++)
        {
            bodies.Add(SingleValues.Root(operation));
            if (IsInStep(operation)) return ("_step opens", bodies);
            if (LexicalScopes.IsIn(operation, "NewDisposeScope")) return ("the using opens", bodies);
            if (SingleValues.Function(operation) is ILocalFunctionOperation or IAnonymousFunctionOperation || source.Compilation.GetSemanticModel(operation.Syntax.SyntaxTree).GetEnclosingSymbol(operation.Syntax.SpanStart, source.Token) is not IMethodSymbol method || CallSites.Of(method, source) is not { } site) return null;
            operation = site;
        }

        return null;
    }

    private static bool IsKept(IOperation body, ISymbol member)
    {
        return body.Descendants().Any(part => part is IInvocationOperation { TargetMethod.Name: var name } call && ScopeMoves.Has(name) && (IsIt(call.Instance) || call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(IsIt))));

        bool IsIt(IOperation? part) => part switch
        {
            IMemberReferenceOperation reference when SymbolEqualityComparer.Default.Equals(reference.Member, member) => true,
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list } => IsIt(list),
            IArrayElementReferenceOperation element => IsIt(element.ArrayReference),
            _ => false,
        };
    }

    /// <summary>Whether an expression makes a tensor: an operation that is not in place, and keeps it nowhere.</summary>
    private static bool IsNew(IOperation value) => SingleValues.Bare(value) switch
    {
        IBinaryOperation or IUnaryOperation => true,
        IInvocationOperation { TargetMethod: var method } => TorchTypes.IsOfTorchSharp(method) && !method.Name.EndsWith("_", StringComparison.Ordinal) && !ScopeMoves.Has(method.Name),
        _ => false,
    };

    private static bool IsState(ITypeSymbol? type) => TorchTypes.BasesOf(type).Skip(1).Any(parent => parent.Name == "OptimizerState" && TorchTypes.IsOfTorchSharp(parent));

    /// <summary>Whether it runs in a lambda that <c>OptimizerHelper._step</c> calls inside a scope of its own.</summary>
    private static bool IsInStep(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "_step" } method } } && TorchTypes.IsOfTorchSharp(method)) return true;
        }

        return false;
    }
}
