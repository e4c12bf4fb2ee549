using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Roles;
using NormGen.CodeModel.Training;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds optimizers that treat heads and embeddings unlike and get a table that is both, without being told which of the two it is.</summary>
public static class TiedHeadReader
{
    // Of the optimizers that take a model and decide roles by module types, the one with a rule of its own for the head.
    private const string Optimizer = "SCALE";

    /// <summary>Reads the construction of an optimizer over a whole model; the sentence needs the parameter and the optimizer. Silent where <c>[ParameterRole]</c> states the role, and where roles, parameters or groups are given.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (OptimizerCreation.Of(operation) is not { Name: Optimizer, IsOfTorchSharp: false } creation || !KnownModules.IsModule(SingleValues.Bare(creation.Parameters).Type)) return null;
        if (TrainedModel.TreeOf(creation.Parameters, compilation, token) is not { Root: { Kind: ModuleKind.Custom, Type: INamedTypeSymbol model } }) return null;
        var tied = RoleReader.Read(model, compilation, token).Complaints.FirstOrDefault(complaint => complaint.Roles is [Role.Embedding, Role.Head]);
        return tied is null ? null : new(creation.Place, tied.Path, creation.Name);
    }
}
