using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds models that are moved, or converted, after an optimizer was built over their parameters: a move replaces the parameters, and the optimizer keeps the old ones.</summary>
public static class LateMove
{
    /// <summary>The methods that move or convert a module.</summary>
    public static ICollection<string> Moves { get; } = ["to", "cuda", "half", "bfloat16", "double"];

    /// <summary>Reads a call; the sentence needs the move, the optimizer and the model.</summary>
    public static Observation? Read(IOperation operation)
    {
        if (Moved(operation) is not { } model || SingleValues.Symbol(model) is not { } net) return null;
        var root = SingleValues.Root(operation);
        foreach (var creation in root.Descendants().TakeWhile(other => other != operation).Select(OptimizerCreation.Of).OfType<OptimizerCreation>())
        {
            if (TrainedModel.Model(creation.Parameters) is not { } trained || !SingleValues.Is(trained, net) || SingleValues.Target(creation.Operation) is not { } optimizer) continue;
            if (TrainingOrder.Common(creation.Operation, operation) is not var (_, made, _) || !TrainingOrder.IsUnconditional(creation.Operation, made)) continue;
            if (SingleValues.Function(creation.Operation) != SingleValues.Function(operation) || IsMadeAgain(root, optimizer, creation) || !IsSteppedLater(root, optimizer, operation) || IsPlaced(root, net, creation, trained)) continue;
            return new(CreationName.Place(operation.Syntax), operation.Syntax.ToString(), creation.Name, net.Name, creation.Operation.Syntax.SpanStart.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return null;
    }

    /// <summary>The model that a call moves or converts; null for any other call, and for a move to where every model begins.</summary>
    private static IOperation? Moved(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod: var method } call || !Moves.Contains(method.Name) || !TorchTypes.IsOfTorchSharp(method)) return null;
        var model = call.Instance ?? (method.IsExtensionMethod && call.Arguments is [var receiver, ..] ? receiver.Value : null);
        if (model is null || !KnownModules.IsModule(SingleValues.Bare(model).Type)) return null;
        var targets = call.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Value != model).Select(argument => SingleValues.Behind(argument.Value)).ToList();
        return targets.Any(IsStart) ? null : model;
    }

    /// <summary>The CPU and float32, where models are made.</summary>
    private static bool IsStart(IOperation target) => target is IMemberReferenceOperation { Member.Name: "CPU" or "float32" or "Float32" } || target is IInvocationOperation { TargetMethod.Name: "device" } device && device.Syntax.ToString().Contains("cpu");

    private static bool IsMadeAgain(IOperation root, ISymbol optimizer, OptimizerCreation creation)
        => root.Descendants().Any(other => other is ISimpleAssignmentOperation assignment && SingleValues.Is(assignment.Target, optimizer) && !assignment.Syntax.Span.Contains(creation.Operation.Syntax.Span));

    private static bool IsSteppedLater(IOperation root, ISymbol optimizer, IOperation move)
        => root.Descendants().Any(other => other is IInvocationOperation { TargetMethod.Name: "step" } step && SingleValues.Is(step.Instance, optimizer) && TrainingOrder.IsBefore(move, step));

    /// <summary>Whether the model may be where it is moved to already: moved before, or told where to stand when it was made.</summary>
    private static bool IsPlaced(IOperation root, ISymbol net, OptimizerCreation creation, IOperation trained)
    {
        if (root.Descendants().TakeWhile(other => other != creation.Operation).Any(other => Moved(other) is { } moved && SingleValues.Is(moved, net))) return true;
        var made = SingleValues.Behind(trained);
        return made is not IObjectCreationOperation and not IInvocationOperation || made.DescendantsAndSelf().Any(part => part.Type is { Name: "Device" or "ScalarType" or "DeviceType" } type && TorchTypes.IsOfTorchSharp(type) && part is not IDefaultValueOperation { IsImplicit: true } && !part.IsImplicit);
    }
}
