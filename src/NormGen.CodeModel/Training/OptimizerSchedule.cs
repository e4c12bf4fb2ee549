using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>A learning rate schedule of <c>torch.optim.lr_scheduler</c> that begins with the full rate.</summary>
/// <param name="Name">Its class.</param>
/// <param name="Model">What the optimizer that it drives is to train.</param>
public sealed record OptimizerSchedule(string Name, IOperation Model)
{
    /// <summary>The names of the schedules that begin with the full rate.</summary>
    public static ImmutableHashSet<string> WithoutWarmup { get; } = ["StepLR", "MultiStepLR", "ExponentialLR", "CosineAnnealingLR", "ReduceLROnPlateau"];

    /// <summary>Reads the construction of a schedule; null where it may warm up, where another schedule or code drives the same optimizer, and where it is not known how the optimizer is made.</summary>
    internal static OptimizerSchedule? Of(IOperation operation, SourceValues values)
    {
        if (operation is not IInvocationOperation { TargetMethod: { IsStatic: true } method, Arguments: [var optimizer, ..] } call || !WithoutWarmup.Contains(method.Name) || !IsSchedule(method)) return null;
        var root = SingleValues.Root(operation);
        if (root.Descendants().Any(other => other != call && (other is IInvocationOperation { TargetMethod: { } another } && IsSchedule(another) || SetsRate(other)))) return null;
        if (values.Behind(optimizer.Value) is not { } made || !IsOptimizer(made) || SingleValues.Symbol(optimizer.Value) is not ILocalSymbol && IsDrivenElsewhere(call)) return null;
        var arguments = made is IInvocationOperation factory ? factory.Arguments : ((IObjectCreationOperation)made).Arguments;
        return arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is { } parameters ? new(method.Name, parameters.Value) : null;
    }

    /// <summary>Whether the file names a rate, or another schedule: an optimizer that is no local may be driven from there.</summary>
    private static bool IsDrivenElsewhere(IInvocationOperation schedule) => schedule.Syntax.SyntaxTree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText is "LearningRate" or "InitialLearningRate"
        || name is { Identifier.ValueText: "lr_scheduler", Parent.Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax other } } && other != schedule.Syntax);

    private static bool IsSchedule(IMethodSymbol method) => method.ContainingType is { Name: "lr_scheduler", ContainingType.Name: "optim" } && KnownModules.IsTorchSharp(method.ContainingType);

    private static bool IsOptimizer(IOperation made) => made is IInvocationOperation { TargetMethod.ContainingType: { Name: "optim" } factory } && KnownModules.IsTorchSharp(factory) || made is IObjectCreationOperation { Type: { } type } && KnownModules.IsTorchSharp(type);

    private static bool SetsRate(IOperation operation) => operation is IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "LearningRate" or "InitialLearningRate" or "lr" } };
}
