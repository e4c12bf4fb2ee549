using System.Globalization;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds factors of a residual branch that the norm on its output takes away: the norm of a multiple of a row is that of the row.</summary>
public static class CancelledScaleReader
{
    // What eps still does to rows of variance one is then less than a hundredth.
    private const double Negligible = 100;

    /// <summary>
    /// Reads a class. Silent where a factor is negative (its sign stays), so small that eps decides, not known, or not one number; where the product or the learned number serves something else too; and in front of anything but a norm of rows, samples or groups.
    /// </summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Flow is not { } flow) yield break;
        var nodes = flow.Nodes().ToList();
        var ends = new HashSet<FlowNode>(flow.Outputs.Concat(flow.Escapes));
        var found = new HashSet<FlowNode>();
        foreach (var residual in ResidualBranch.In(nodes))
        {
            if (residual.Branch.Stripped() is not { Kind: FlowKind.Norm, Norm: FlowNorm.Layer or FlowNorm.RootMeanSquare or FlowNorm.Group or FlowNorm.Instance } norm || !found.Add(norm)) continue;
            var product = norm.Inputs[0].Stripped();
            if (Factor(product) is not var (index, size) || !IsUsedOnce(norm.Inputs[0]) || product.Syntax?.GetLocation() is not { } place) continue;
            var factor = product.Inputs[index];
            if (size is { } known && !(known * known >= Negligible * Eps(graph, norm)) || size is null && Eps(graph, norm) is double.NaN || factor.Parameter is { } learned && nodes.Count(node => node.Parameter == learned) > 1) continue;
            yield return new(place, factor.Parameter?.Path ?? factor.Value.Text!, FlowPlaces.Name(norm), index.ToString(CultureInfo.InvariantCulture));
        }

        // The product, and what leads from it to the norm, is nothing else's.
        bool IsUsedOnce(FlowNode node)
        {
            while (!ends.Contains(node) && nodes.Count(user => user.Inputs.Contains(node)) == 1)
            {
                if (node.Kind is FlowKind.Multiply or FlowKind.Divide) return true;
                node = node.Inputs[0];
            }

            return false;
        }
    }

    /// <summary>Which input of a product is one number, and how large that makes the product; the size is null where a learned number may be any. Null for any other value.</summary>
    private static (int Index, double? Size)? Factor(FlowNode product)
    {
        if (product.Kind is not (FlowKind.Multiply or FlowKind.Divide)) return null;
        for (var index = product.Kind == FlowKind.Divide ? 1 : 0; index < 2; index++)
        {
            switch (product.Inputs[index])
            {
                case { Kind: FlowKind.Constant, Value.Constant: double or float or int or long } number when Convert.ToDouble(number.Value.Constant, CultureInfo.InvariantCulture) is > 0 and var value:
                    return (index, product.Kind == FlowKind.Divide ? 1 / value : value);
                case { Kind: FlowKind.Weight, IsOtherIndex: false, Parameter: { IsOneNumber: true } learned } when product.Kind == FlowKind.Multiply:
                    return (index, learned.Start is { } start ? Math.Abs(start) : null);
            }
        }

        return null;
    }

    /// <summary>The eps of a norm; not a number where it is not known.</summary>
    private static double Eps(ModelGraph graph, FlowNode norm)
    {
        var eps = norm.Module is { } module ? module.Argument("eps").Constant
            : norm.Site is { } site && graph.Tree.Source.Operation(site) is IInvocationOperation call ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "eps")?.Value.ConstantValue.Value : null;
        return eps is double or float ? Convert.ToDouble(eps, CultureInfo.InvariantCulture) : double.NaN;
    }
}
