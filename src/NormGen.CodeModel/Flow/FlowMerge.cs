using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Flow;

/// <summary>Joins values of branches.</summary>
internal static class FlowMerge
{
    /// <summary>A value that is one of two.</summary>
    public static FlowValue Merge(FlowValue left, FlowValue right)
    {
        if (left.Equals(right)) return left;
        if (left is TensorValue a && right is TensorValue b) return new TensorValue(a.Node == b.Node ? a.Node : new FlowNode(FlowKind.Choice, a.Node, b.Node));
        if (left is ManyValue many && right is ManyValue others && many.Items.Length == others.Items.Length) return new ManyValue([.. many.Items.Zip(others.Items, Merge)]);
        if (left is PlainValue && right is PlainValue) return FlowValue.Plain;

        // A null beside a tensor: optional arguments and results.
        if (left is PlainValue) return right;
        if (right is PlainValue) return left;
        return new ManyValue([left, right]);
    }

    /// <summary>Variables after two branches.</summary>
    public static Dictionary<ISymbol, FlowValue> Merge(Dictionary<ISymbol, FlowValue> left, Dictionary<ISymbol, FlowValue> right)
    {
        var merged = new Dictionary<ISymbol, FlowValue>(left, SymbolEqualityComparer.Default);
        foreach (var pair in right) merged[pair.Key] = left.TryGetValue(pair.Key, out var value) ? Merge(value, pair.Value) : pair.Value;
        return merged;
    }
}
