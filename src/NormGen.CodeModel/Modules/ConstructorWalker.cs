using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Walks the body of a constructor, and the helpers of its class that it calls, and notes every assignment to a member.</summary>
/// <param name="source">Operations of the compilation.</param>
/// <param name="facts">Where the findings go.</param>
/// <param name="scope">What is known of parameters and locals.</param>
/// <param name="depth">How many helpers deep it may still follow.</param>
internal sealed class ConstructorWalker(SourceOperations source, ConstructorFacts facts, ConstructorScope scope, int depth)
{
    /// <summary>Walks a body.</summary>
    public void Walk(IOperation? body, bool isConditional, bool isRepeated)
    {
        if (body is null) return;
        scope.Members ??= facts;
        NoteVarying(body, false);
        Visit(body, isConditional, isRepeated);
    }

    private void NoteVarying(IOperation operation, bool isInLoop)
    {
        var changed = operation switch
        {
            IIncrementOrDecrementOperation step => step.Target,
            ICompoundAssignmentOperation step => step.Target,
            ISimpleAssignmentOperation step when isInLoop => step.Target,
            _ => null,
        };
        if (changed is ILocalReferenceOperation { Local: var local }) scope.SetVarying(local);
        else if (changed is IParameterReferenceOperation { Parameter: var parameter }) scope.SetVarying(parameter.OriginalDefinition);
        foreach (var child in operation.ChildOperations) NoteVarying(child, isInLoop || operation is ILoopOperation);
    }

    private void Visit(IOperation? operation, bool isConditional, bool isRepeated)
    {
        switch (operation)
        {
            case null:
                return;
            case IConditionalOperation branch:
                Visit(branch.Condition, isConditional, isRepeated);
                var truth = scope.FactOf(branch.Condition).Truth;
                if (truth != false) Visit(branch.WhenTrue, isConditional || truth is null, isRepeated);
                if (truth != true) Visit(branch.WhenFalse, isConditional || truth is null, isRepeated);
                return;
            case ILoopOperation:
                foreach (var child in operation.ChildOperations) Visit(child, isConditional, true);
                return;
            case ISwitchOperation or ITryOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                foreach (var child in operation.ChildOperations) Visit(child, true, isRepeated);
                return;
            case IVariableDeclaratorOperation { Initializer.Value: var initial } declarator:
                scope.SetLocal(declarator.Symbol, initial);
                break;
            case ISimpleAssignmentOperation assignment:
                Assign(assignment.Target, assignment.Value, isConditional, isRepeated);
                break;
            case IDeconstructionAssignmentOperation { Target: ITupleOperation targets } deconstruction when scope.Unwrap(deconstruction.Value) is ITupleOperation values && values.Elements.Length == targets.Elements.Length:
                for (var i = 0; i < targets.Elements.Length; i++) Assign(targets.Elements[i], values.Elements[i], isConditional, isRepeated);
                break;
            case IInvocationOperation call:
                Call(call, isConditional, isRepeated);
                break;
        }

        foreach (var child in operation.ChildOperations) Visit(child, isConditional, isRepeated);
    }

    private void Assign(IOperation target, IOperation value, bool isConditional, bool isRepeated)
    {
        var creation = new Creation(value, scope, isConditional, isRepeated);
        if (Members.OfThis(target) is { } member)
        {
            facts.Assign(member, creation);
        }
        else if (target is IArrayElementReferenceOperation { ArrayReference: var array })
        {
            Add(array, creation);
        }
        else if (target is IPropertyReferenceOperation { Property: var property, Instance: { } module } && KnownModules.IsParameter(property.Type) && KnownModules.IsModule(module.Type))
        {
            facts.Replacements.Add(new(module, property.Name, creation));
        }
    }

    private void Call(IInvocationOperation call, bool isConditional, bool isRepeated)
    {
        var method = call.TargetMethod;
        var name = method.Name;
        if (name is "register_module" or "add_module" or "register_parameter" && call.Arguments.Length == 2 && KnownModules.IsModule(method.ContainingType) && call.Instance is null or IInstanceReferenceOperation)
        {
            facts.Registrations.Add(new(scope.Pattern(call.Arguments[0].Value), new(call.Arguments[1].Value, scope, isConditional, isRepeated), name == "register_parameter"));
        }
        else if (name is "Add" or "append" && call.Instance is { } list && call.Arguments is [.., var item])
        {
            Add(list, new(item.Value, scope, isConditional, isRepeated) { Name = call.Arguments is [var key, _] ? scope.Pattern(key.Value) : null });
        }
        else
        {
            FollowHelper(call, isConditional, isRepeated);
        }
    }

    private void Add(IOperation list, Creation item)
    {
        if (list is ILocalReferenceOperation { Local: var local }) scope.AddItem(local, item);
        else if (Members.OfThis(list) is { } member) facts.Add(member, item);
    }

    private void FollowHelper(IInvocationOperation call, bool isConditional, bool isRepeated)
    {
        if (depth == 0 || call.Instance is not IInstanceReferenceOperation || KnownModules.IsTorchSharp(call.TargetMethod.ContainingType)) return;
        if (source.Body(call.TargetMethod) is not { } body) return;
        var inner = new ConstructorScope();
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter) inner.SetArgument(parameter.OriginalDefinition, scope.FactOf(argument.Value));
        }

        new ConstructorWalker(source, facts, inner, depth - 1).Walk(body, isConditional, isRepeated);
    }
}
