using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.CodeModel.Registration;

/// <summary>Finds optimizers over a model that nothing ever registers the components of: it is no module of another one, and its class never asks for it.</summary>
public static class UnregisteredRoot
{
    /// <summary>Reads the construction of an optimizer; the sentence needs the model's class.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (OptimizerCreation.Of(operation) is not { } creation || TrainedModel.Model(creation.Parameters) is not { } model || SingleValues.Behind(model) is not IObjectCreationOperation { Type: INamedTypeSymbol type } made) return null;
        if (!RegistrationCalls.DerivesFromModule(type) || ModuleClasses.KindOf(type) != ModuleKind.Custom || RegistrationCalls.AreIn(type, token)) return null;
        if (!ModelGraph.Of(type, compilation, token).Root.AllParameters().Any() || IsHandedOn(model, made)) return null;
        return new(creation.Parameters.Syntax.GetLocation(), type.Name);
    }

    /// <summary>Whether the model, or a constructor or method it meets, may register it somewhere else.</summary>
    private static bool IsHandedOn(IOperation model, IOperation made)
    {
        if (SingleValues.Symbol(model) is not ILocalSymbol local) return false;
        return SingleValues.Root(made).Descendants().OfType<ILocalReferenceOperation>().Any(use => SymbolEqualityComparer.Default.Equals(use.Local, local) && IsAway(use));
    }

    private static bool IsAway(IOperation use)
    {
        var place = use.Parent;
        while (place is IConversionOperation or IParenthesizedOperation) place = place.Parent;
        return place switch
        {
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } => !(method.IsExtensionMethod && KnownModules.IsTorchSharp(method.ContainingType)),
            IArgumentOperation or IAssignmentOperation or IArrayInitializerOperation or ICollectionExpressionOperation or ITupleOperation or IReturnOperation or IVariableInitializerOperation => true,
            _ => false,
        };
    }
}
