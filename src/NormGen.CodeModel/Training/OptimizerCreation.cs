using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>The construction of an optimizer: <c>torch.optim.SGD(..)</c>, <c>new SGD(..)</c> and their like.</summary>
/// <param name="Name">The method's name, without <c>Fused</c> for one of NormGen's own.</param>
/// <param name="Operation">The construction.</param>
/// <param name="Parameters">What it is to train: parameters, named parameters, parameter groups, or a model.</param>
/// <param name="Arguments">All arguments, those that are not written too.</param>
public sealed record OptimizerCreation(string Name, IOperation Operation, IOperation Parameters, IReadOnlyList<IArgumentOperation> Arguments)
{
    /// <summary>The names that optimizers are made by: of any other name, nothing need be bound.</summary>
    public static ISet<string> Names { get; } = new HashSet<string>
    {
        "SGD", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSProp", "Adagrad", "Adadelta", "ASGD", "Rprop", "LBFGS", "FusedSGD", "FusedAdamW", "AdamP", "SGDP", "Lion", "Muon", "Adafactor", "SCALE", "SinkGD", "MNGD", "SWAN", "Conda", "StableSPAM", "GradNormLoRP",
    };

    /// <summary>Reads an operation; null where it makes no optimizer of TorchSharp or NormGen.</summary>
    public static OptimizerCreation? Of(IOperation operation)
    {
        if (operation.Type is not { Name: var name } type || type.ContainingNamespace?.Name is not ("Modules" or "Optimizers")) return null;
        IReadOnlyList<IArgumentOperation> arguments = [];
        switch (operation)
        {
            case IObjectCreationOperation made:
                arguments = made.Arguments;
                break;
            case IInvocationOperation { TargetMethod: { IsStatic: true } method } call when IsFactory(method.ContainingType):
                (name, arguments) = (method.Name, call.Arguments);
                break;
        }

        if (!TorchTypes.IsOptimizer(type) || arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is not { } parameters) return null;
        return new(name.StartsWith("Fused", StringComparison.Ordinal) ? name.Substring("Fused".Length) : name, operation, parameters.Value, arguments);
    }

    /// <summary>Whether it is an optimizer of TorchSharp itself.</summary>
    public bool IsOfTorchSharp => TorchTypes.IsOfTorchSharp(Operation.Type);

    /// <summary>Where a finding about it stands: on its name.</summary>
    public Location Place => CreationName.Place(Operation.Syntax);

    /// <summary>An argument that is a constant, or a default, or null.</summary>
    public double? Constant(string name) => Argument(name)?.Value.ConstantValue is { HasValue: true, Value: double number } ? number : null;

    /// <summary>An argument by the name of its parameter, or null.</summary>
    public IArgumentOperation? Argument(string name) => Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name);

    /// <summary>The weight decay that it is given: null where it is not known.</summary>
    internal double? WeightDecay(SourceValues values) => Number("weight_decay", values);

    /// <summary>The number that an argument always is: null where it is not known.</summary>
    internal double? Number(string name, SourceValues values) => values.Number(Argument(name)?.Value);

    private static bool IsFactory(INamedTypeSymbol type)
        => type is { Name: "optim", ContainingType.Name: "torch" } && KnownModules.IsTorchSharp(type) || type.ContainingType is { ContainingNamespace.Name: "NormGen" } holder && holder.Name.StartsWith("Torch", StringComparison.Ordinal);
}
