using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds models that are moved, or converted, after an optimizer was built over their parameters: a move replaces the parameters, and the optimizer keeps the old ones.</summary>
public static class LateMove
{
    /// <summary>The methods that move or convert a module.</summary>
    public static ICollection<string> Moves { get; } = ["to", "cuda", "half", "bfloat16", "double"];

    /// <summary>Reads a call; the sentence needs the move, the optimizer and the model, and the fix where the optimizer is built in the same body, or -1.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (Moved(operation) is not { } model || SingleValues.Symbol(model) is not { } net) return null;
        var values = new SourceValues(new(compilation, token));
        return InBody(operation, model, net, values) ?? (net is IFieldSymbol or IPropertySymbol ? InClass(operation, model, net, values) : null);
    }

    /// <summary>An optimizer that the same body has built before.</summary>
    private static Observation? InBody(IOperation operation, IOperation model, ISymbol net, SourceValues values)
    {
        var root = SingleValues.Root(operation);
        foreach (var made in root.Descendants().TakeWhile(other => other != operation).Select(other => MadeOptimizer.Of(other, values)).OfType<MadeOptimizer>())
        {
            if (made.Model is not { } trained || !values.AreSame(trained, model) || SingleValues.Target(made.Place) is not { } optimizer) continue;
            if (TrainingOrder.Common(made.Place, operation) is not var (_, first, _) || !TrainingOrder.IsUnconditional(made.Place, first)) continue;
            if (net is IFieldSymbol or IPropertySymbol && operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && MovesIn(type, values.Source).Any(other => !root.Syntax.Span.Contains(other.Call.Syntax.Span) && values.AreSame(other.Model, model))) continue;
            if (SingleValues.Function(made.Place) != SingleValues.Function(operation) || IsMadeAgain(root, optimizer, made) || !IsSteppedLater(operation, optimizer, values) || IsPlaced(root, made, trained, values)) continue;
            return new(CreationName.Place(operation.Syntax), operation.Syntax.ToString(), made.Creation.Name, net.Name, made.Place.Syntax.SpanStart.ToString(CultureInfo.InvariantCulture));
        }

        return null;
    }

    /// <summary>An optimizer in a field that a constructor or an initializer has built: it is older than whatever a method moves.</summary>
    private static Observation? InClass(IOperation operation, IOperation model, ISymbol net, SourceValues values)
    {
        if (operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not MethodDeclarationSyntax { Parent: TypeDeclarationSyntax type }) return null;
        foreach (var member in net.ContainingType.GetMembers().Where(member => member is IFieldSymbol { AssociatedSymbol: null, IsStatic: false, Type: var held } && TorchTypes.IsOptimizer(held) || member is IPropertySymbol { IsStatic: false, Type: var kept } && TorchTypes.IsOptimizer(kept)))
        {
            if (SingleAssignments.Of(member, values.Source) is not { } value || MadeOptimizer.Of(SingleValues.Behind(value), values) is not { Model: { } trained } made || !values.AreSame(trained, model)) continue;
            if (SingleValues.Root(value).Syntax is not (ConstructorDeclarationSyntax or EqualsValueClauseSyntax) || !IsSteppedLater(operation, member, values)) continue;

            // Whoever else moves the model may have moved it before.
            if (MovesIn(type, values.Source).Count(other => values.AreSame(other.Model, model)) != 1 || CallsBefore(value) || IsPlaced(SingleValues.Root(value), made, trained, values)) continue;
            return new(CreationName.Place(operation.Syntax), operation.Syntax.ToString(), made.Creation.Name, net.Name, "-1");
        }

        return null;
    }

    /// <summary>Whether a constructor calls methods of its class before it has the optimizer: one of them may be the one that moves.</summary>
    private static bool CallsBefore(IOperation optimizer) => SingleValues.Root(optimizer).Descendants().Any(other => other is IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod.DeclaringSyntaxReferences.IsEmpty: false } && TrainingOrder.IsBefore(other, optimizer));

    private static IEnumerable<(IOperation Call, IOperation Model)> MovesIn(SyntaxNode type, SourceOperations source)
    {
        foreach (var call in type.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (CreationName.Of(call) is { } name && Moves.Contains(name) && source.Operation(call) is { } operation && Moved(operation, orStart: true) is { } model) yield return (operation, model);
        }
    }

    /// <summary>The model that a call moves or converts; null for any other call and, unless asked for, for a move to where every model begins.</summary>
    private static IOperation? Moved(IOperation operation, bool orStart = false)
    {
        if (operation is not IInvocationOperation { TargetMethod.Name: var name } call || !Moves.Contains(name) || ModuleMoves.Moved(call) is not { } model) return null;
        var targets = call.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && SingleValues.Bare(argument.Value) != model).Select(argument => SingleValues.Behind(argument.Value)).ToList();
        return targets.Any(IsStart) && !orStart ? null : model;
    }

    /// <summary>The CPU and float32, where models are made.</summary>
    private static bool IsStart(IOperation target) => target is IMemberReferenceOperation { Member.Name: "CPU" or "float32" or "Float32" } || target is IInvocationOperation { TargetMethod.Name: "device" } device && device.Syntax.ToString().Contains("cpu");

    private static bool IsMadeAgain(IOperation root, ISymbol optimizer, MadeOptimizer made)
        => root.Descendants().Any(other => other is ISimpleAssignmentOperation assignment && SingleValues.Is(assignment.Target, optimizer) && !assignment.Syntax.Span.Contains(made.Place.Syntax.Span));

    /// <summary>Whether the optimizer is stepped behind the move: later in its body or, of one in a field that is never built again, in any other member of the class.</summary>
    private static bool IsSteppedLater(IOperation move, ISymbol optimizer, SourceValues values)
    {
        var root = SingleValues.Root(move);
        if (root.Descendants().Any(other => IsStep(other) && TrainingOrder.IsBefore(move, other))) return true;
        if (optimizer is not (IFieldSymbol or IPropertySymbol) || SingleAssignments.Of(optimizer, values.Source) is null || move.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) return false;
        return type.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => CreationName.Of(call) == "step" && !root.Syntax.Span.Contains(call.Span) && values.Source.Operation(call) is { } step && IsStep(step));

        bool IsStep(IOperation operation) => operation is IInvocationOperation { TargetMethod.Name: "step" } step && SingleValues.Is(step.Instance, optimizer);
    }

    /// <summary>Whether the model may be where it is moved to already: moved before, or told where to stand when it was made.</summary>
    private static bool IsPlaced(IOperation root, MadeOptimizer optimizer, IOperation trained, SourceValues values)
    {
        if (root.Descendants().TakeWhile(other => other != optimizer.Place).Any(other => Moved(other) is { } moved && values.AreSame(moved, trained))) return true;
        var made = values.Behind(trained);
        if (SingleValues.Root(made).Syntax != root.Syntax && SingleValues.Root(made).DescendantsAndSelf().Any(other => Moved(other) is not null)) return true;
        return made is not IObjectCreationOperation and not IInvocationOperation || made.DescendantsAndSelf().Any(part => part.Type is { Name: "Device" or "ScalarType" or "DeviceType" } type && TorchTypes.IsOfTorchSharp(type) && part is not IDefaultValueOperation { IsImplicit: true } && !part.IsImplicit);
    }
}
