using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds state of an optimizer that is a tensor of the dispose scope it was computed in: it is gone when the scope ends, and the next step reads it.</summary>
public static class ScopedState
{
    private static readonly string[] Keepers = ["DetachFromDisposeScope", "MoveToOuterDisposeScope", "MoveToOtherDisposeScope"];

    /// <summary>Reads an assignment; the sentence needs the state and the scope.</summary>
    public static Observation? Read(IOperation operation)
    {
        if (operation is not ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol, Instance: { } owner } target, Value: var value }) return null;
        if (!KnownModules.IsTensor(target.Type) || !IsState(owner.Type) || !IsNew(value)) return null;
        var inStep = IsInStep(operation);
        if (!inStep && !LexicalScopes.IsIn(operation, "NewDisposeScope")) return null;
        var member = target.Member;
        var kept = SingleValues.Root(operation).Descendants().Any(part => part is IInvocationOperation { TargetMethod.Name: var name } call && Keepers.Contains(name)
            && (call.Instance is IMemberReferenceOperation again && SymbolEqualityComparer.Default.Equals(again.Member, member) || call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part => part is IMemberReferenceOperation given && SymbolEqualityComparer.Default.Equals(given.Member, member)))));
        return kept ? null : new(value.Syntax.GetLocation(), target.Syntax.ToString(), inStep ? "_step opens" : "the using opens");
    }

    /// <summary>Whether an expression makes a tensor: an operation that is not in place, and keeps it nowhere.</summary>
    private static bool IsNew(IOperation value) => SingleValues.Bare(value) switch
    {
        IBinaryOperation or IUnaryOperation => true,
        IInvocationOperation { TargetMethod: var method } => TorchTypes.IsOfTorchSharp(method) && !method.Name.EndsWith("_", StringComparison.Ordinal) && !Keepers.Contains(method.Name),
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
