using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>The construction of an optimizer that keeps a running mean of gradients.</summary>
/// <param name="Name">The optimizer's class.</param>
/// <param name="Parameters">What it is to train: parameters, named parameters, or a model.</param>
/// <param name="HasWeightDecay">Whether it may decay weights; false where the decay is known to be zero.</param>
public sealed record MomentumOptimizer(string Name, IOperation Parameters, bool HasWeightDecay)
{
    /// <summary>The names of all functions and classes that may make one.</summary>
    public static ImmutableHashSet<string> Names { get; } = ["SGD", "FusedSGD", "RMSProp", "Adam", "AdamW", "FusedAdamW", "Adamax", "NAdam", "RAdam", "Lion", "Conda", "StableSPAM", "GradNormLoRP"];

    /// <summary>Reads <c>torch.optim.SGD(..)</c>, <c>new SGD(..)</c> and their like; null for any other operation, and where no constant says that there is momentum.</summary>
    public static MomentumOptimizer? Of(IOperation operation)
    {
        if (IsProjected(operation) || OptimizerCreation.Of(operation) is not { } creation || MomentumArgument(operation.Type!) is not { } momentum || creation.Constant(momentum) is not > 0) return null;
        return new(creation.Name, creation.Parameters, creation.Constant("weight_decay") is not 0.0);
    }

    /// <summary>The parameters over which an optimizer keeps momentum: those of the model, or of groups that can be followed.</summary>
    /// <param name="operation">The construction.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Ends the work.</param>
    public static IReadOnlyList<TrainedPart> Parts(IOperation operation, Compilation compilation, CancellationToken token)
        => IsProjected(operation) || OptimizerCreation.Of(operation) is not { } creation || MomentumArgument(operation.Type!) is not { } momentum || TestCode.IsIn(operation) ? [] : [.. TrainedPart.Of(creation, compilation, token).Where(part => part.Number(momentum) is > 0)];

    /// <summary>The argument that makes an optimizer's running mean; null for an optimizer that has none, or is not known.</summary>
    private static string? MomentumArgument(ITypeSymbol type)
    {
        if (type.ContainingNamespace?.ToDisplayString() == "NormGen.Optimizers") return type.Name switch { "FusedSGD" => "momentum", "FusedAdamW" or "Lion" or "Conda" or "StableSPAM" or "GradNormLoRP" => "beta1", _ => null };
        if (!KnownModules.IsTorchSharp(type) || type.ContainingNamespace?.Name != "Modules") return null;
        return type.Name switch
        {
            "SGD" or "RMSProp" => "momentum",
            "Adam" or "AdamW" or "Adamax" or "NAdam" or "RAdam" => "beta1",
            _ => null,
        };
    }

    /// <summary>Whether it goes straight into a projection, which keeps the norms that momentum would let grow: <c>new ProjectedOptimizer(..)</c> or the generated <c>WithProjection(..)</c>.</summary>
    private static bool IsProjected(IOperation operation)
    {
        var place = operation.Parent;
        while (place is IConversionOperation or IParenthesizedOperation or IArgumentOperation) place = place.Parent;
        return place is IObjectCreationOperation { Type: { Name: "ProjectedOptimizer", ContainingNamespace.Name: "Optimizers" } } or IInvocationOperation { TargetMethod.Name: "WithProjection", Type.Name: "ProjectedOptimizer" };
    }
}
