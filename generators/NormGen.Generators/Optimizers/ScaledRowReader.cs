using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Invariance;
using NormGen.CodeModel.Modules;

namespace NormGen.Generators.Optimizers;

/// <summary>Finds the scale-invariant weights of a model that an optimizer can project by themselves.</summary>
internal static class ScaledRowReader
{
    /// <summary>The weights. One that is invariant together with several biases is left out. Blocks of a size that is known at run time only count as one: what cancels apart cancels together.</summary>
    public static EquatableArray<ScaledRow> Read(INamedTypeSymbol model, Compilation compilation, CancellationToken token)
        => InvarianceReader.Read(ModuleTree.Read(model, compilation, token)).Where(found => found.Biases.Count < 2).Select(Row).ToEquatableArray();

    private static ScaledRow Row(ScaleInvariance found)
    {
        var isKnown = found.Group != ScaleGroup.Block || found.BlockRows is > 0 and <= int.MaxValue;
        return new(found.Weight.Path, isKnown ? found.Group : ScaleGroup.Layer, found.Group == ScaleGroup.Block && isKnown ? found.BlockRows : null, found.Biases.SingleOrDefault()?.Path, Name(found.Cause));
    }

    private static string Name(FlowNode cause) => cause.Module is { Path.Length: > 0 } module ? $"{module.Type.Name} {module.Path}" : cause.Kind == FlowKind.Norm ? $"a {cause.Norm} norm" : "a quotient";
}
