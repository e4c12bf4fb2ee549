using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>An optimizer that a body makes, by itself or by a method that it calls.</summary>
/// <param name="Place">Where the body gets it: the construction or the call.</param>
/// <param name="Creation">The construction.</param>
/// <param name="Model">The model whose parameters it gets, as the body names it; null where that is not known.</param>
internal sealed record MadeOptimizer(IOperation Place, OptimizerCreation Creation, IOperation? Model)
{
    /// <summary>Reads an operation; null where it makes none.</summary>
    public static MadeOptimizer? Of(IOperation operation, SourceValues values)
    {
        if (OptimizerCreation.Of(operation) is { } own) return new(operation, own, TrainedModel.Model(own.Parameters));
        if (operation is not IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } call || !TorchTypes.IsOptimizer(call.Type)) return null;
        if (values.Result(method) is not { } result || OptimizerCreation.Of(values.Behind(result)) is not { } made) return null;
        var model = TrainedModel.Model(made.Parameters);
        if (model is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method.OriginalDefinition)) model = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value;
        return new(operation, made, model);
    }
}
