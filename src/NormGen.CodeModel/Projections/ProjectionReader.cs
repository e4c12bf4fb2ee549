using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Invariance;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Roles;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Projections;

/// <summary>Finds the weights of a class with <c>[NormalizeAndProject]</c> that may be brought back to a norm without changing the function.</summary>
public static class ProjectionReader
{
    /// <summary>The generated method.</summary>
    public const string Method = "WithProjection";

    /// <summary>The weights, and those that a bias keeps from it.</summary>
    /// <param name="model">The class.</param>
    /// <param name="withOutput">Whether the layer that makes the output counts.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    public static (EquatableArray<ProjectionRow> Projected, EquatableArray<ProjectionRow> Biased) Read(INamedTypeSymbol model, bool withOutput, Compilation compilation, CancellationToken token)
    {
        var tree = ModuleTree.Read(model, compilation, token);
        var found = InvarianceReader.Read(tree);
        var projected = found.Where(weight => !weight.WithBias && !IsExempt(weight.Weight)).Select(weight => new ProjectionRow(weight.Weight.Path, $"its scale cancels {Groups(weight)} in {Name(weight.Cause)}")).ToList();
        if (withOutput) projected.AddRange(HeadFinder.Find(tree).Heads.Where(head => !IsExempt(head) && projected.TrueForAll(row => row.Pattern != head.Path)).OrderBy(head => head.Path, StringComparer.Ordinal).Select(head => new ProjectionRow(head.Path, "makes the output")));
        return (projected.ToEquatableArray(), found.Where(weight => weight.WithBias).Select(weight => new ProjectionRow(weight.Weight.Path, $"its scale cancels in {Name(weight.Cause)} only together with that of its bias")).ToEquatableArray());
    }

    private static bool IsExempt(ParameterNode parameter)
    {
        if (IsMarked(parameter.Member)) return true;
        for (var module = parameter.Owner; module is not null; module = module.Parent)
        {
            if (IsMarked(module.Member)) return true;
        }

        return false;

        static bool IsMarked(ISymbol? member) => member is not null && AttributeTypes.Find(member, NormGenNames.NoProject) is not null;
    }

    private static string Groups(ScaleInvariance weight) => weight.Group switch
    {
        ScaleGroup.Row => "per row",
        ScaleGroup.Block => "per block of rows",
        _ => "as a whole",
    };

    private static string Name(FlowNode cause) => cause.Module is { Path.Length: > 0 } module ? module.Path : cause.Kind == FlowKind.Norm ? $"a {cause.Norm} norm" : "a quotient";
}
