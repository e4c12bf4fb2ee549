using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Recognizes norms that are written out: a quotient by a statistic of the numerator.</summary>
/// <param name="Quotient">The quotient.</param>
/// <param name="X">What is normalized, before a mean is subtracted.</param>
/// <param name="Deviation">The statistic below: a deviation, variance, root mean square or length.</param>
/// <param name="Mean">The mean that is subtracted, or null.</param>
/// <param name="Eps">The sum of the statistic and a number, or null.</param>
/// <param name="Gain">A parameter that multiplies the numerator already, or null.</param>
internal sealed record FlowStatistics(FlowNode Quotient, FlowNode X, FlowNode Deviation, FlowNode? Mean, FlowNode? Eps, FlowNode? Gain)
{
    /// <summary>The norms that a flow writes out.</summary>
    public static IEnumerable<FlowStatistics> In(FlowGraph flow)
    {
        foreach (var node in flow.Nodes())
        {
            if (node.Kind is not (FlowKind.Divide or FlowKind.Multiply)) continue;
            if (Of(node, node.Inputs[0], node.Inputs[1]) is { } norm) yield return norm;
            else if (node.Kind == FlowKind.Multiply && Of(node, node.Inputs[1], node.Inputs[0]) is { } turned) yield return turned;
        }
    }

    private static FlowStatistics? Of(FlowNode quotient, FlowNode above, FlowNode below)
    {
        // Down from the quotient to the reduction: roots, eps, limits.
        FlowNode? eps = null;
        var degree = quotient.Kind == FlowKind.Divide ? -1.0 : 1.0;
        var node = below;
        while (true)
        {
            if (node is { Kind: FlowKind.Same }) node = node.Inputs[0];
            else if (node is { Kind: FlowKind.Homogeneous, Inputs.Length: 1 })
            {
                degree *= node.Degree;
                node = node.Inputs[0];
            }
            else if (node.Kind == FlowKind.Add && node.Inputs[1].Kind == FlowKind.Constant) (eps, node) = (node, node.Inputs[0]);
            else if (node.Kind == FlowKind.Add && node.Inputs[0].Kind == FlowKind.Constant) (eps, node) = (node, node.Inputs[1]);
            else if (node is { Kind: FlowKind.Divide, Inputs: [{ Kind: FlowKind.Constant }, _] }) (degree, node) = (-degree, node.Inputs[1]);
            else if (node is { Kind: FlowKind.Other, IsFunction: true, Function: "clamp" or "clamp_min" or "maximum", Inputs.Length: >= 1 }) node = node.Inputs[0];
            else break;
        }

        if (node.Kind != FlowKind.Reduce || !(degree < 0)) return null;
        var (reduced, power) = (node.Inputs[0], node.Degree);
        if (node.Function is "mean" or "sum")
        {
            if (Squared(reduced) is not { } root) return null;
            (reduced, power) = (root, 2);
        }
        else if (node.Function is not ("std" or "var" or "norm" or "vector_norm"))
        {
            return null;
        }

        // The quotient has degree zero: x / std, x / sqrt(var), x * rsqrt(mean of squares).
        if (Math.Abs(degree * power + 1) > 1e-9) return null;
        FlowNode? gain = null;
        if (Bare(above) is { Kind: FlowKind.Multiply } scaled && scaled.Inputs.FirstOrDefault(input => Bare(input).Kind == FlowKind.Weight) is { } factor && scaled.Inputs.FirstOrDefault(input => input != factor) is { } rest) (gain, above) = (factor, rest);
        var (x, mean) = Centred(above);
        var (inner, innerMean) = Centred(reduced);
        return Bare(x) == Bare(inner) ? new(quotient, Bare(x), node, mean ?? innerMean, eps, gain) : null;
    }

    /// <summary>What is squared, or null.</summary>
    private static FlowNode? Squared(FlowNode node)
    {
        node = Bare(node);
        if (node is { Kind: FlowKind.Homogeneous, Degree: 2, Inputs.Length: 1 }) return node.Inputs[0];
        return node is { Kind: FlowKind.Multiply, Inputs: [var a, var b] } && Bare(a) == Bare(b) ? a : null;
    }

    /// <summary>A value and the mean of it that is subtracted.</summary>
    private static (FlowNode X, FlowNode? Mean) Centred(FlowNode node)
    {
        node = Bare(node);
        return node is { Kind: FlowKind.Add, Inputs: [var x, var other] } && Bare(other) is { Kind: FlowKind.Reduce, Function: "mean", Inputs: [var averaged] } mean && Bare(averaged) == Bare(x) ? (x, mean) : (node, null);
    }

    private static FlowNode Bare(FlowNode node)
    {
        while (node.Kind == FlowKind.Same) node = node.Inputs[0];
        return node;
    }
}
