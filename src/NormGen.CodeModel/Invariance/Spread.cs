using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Invariance;

/// <summary>Along which axes of a tensor a factor or an offset may differ; along all others it is constant.</summary>
/// <param name="Kind">One number for all, one axis, or all axes but one.</param>
/// <param name="Axis">The axis, negative from the end.</param>
/// <param name="Blocks">Where consecutive places along the axis share one value: the view or group norm that tells how many. Null where each has its own.</param>
/// <param name="Size">The length of the axis, as far as known.</param>
internal sealed record Spread(SpreadKind Kind, int Axis = 0, FlowNode? Blocks = null, Fact Size = default)
{
    /// <summary>The same everywhere.</summary>
    public static Spread Uniform { get; } = new(SpreadKind.Uniform);

    /// <summary>Differs along one axis.</summary>
    public static Spread Along(int axis, FlowNode? blocks = null, Fact size = default) => new(SpreadKind.Along, axis, blocks, size);

    /// <summary>Differs along every axis but one: a row of a table looked up for every position.</summary>
    public static Spread AllBut(int axis) => new(SpreadKind.AllBut, axis);

    /// <summary>Whether it is constant along all of some axes.</summary>
    public bool IsConstantOver(IEnumerable<int> axes) => Kind switch
    {
        SpreadKind.Uniform => true,
        SpreadKind.Along => !axes.Contains(Axis),
        _ => axes.All(axis => axis == Axis),
    };

    /// <summary>Whether it differs along the same axes in the same groups.</summary>
    public bool IsSameAs(Spread other) => Kind == other.Kind && Axis == other.Axis && Blocks == other.Blocks;

    /// <summary>The spread after axes were moved.</summary>
    public Spread Moved(Func<int, int> to) => Kind == SpreadKind.Uniform ? this : this with { Axis = to(Axis) };

    /// <summary>What differs where either differs; null where that is no spread.</summary>
    public static Spread? Join(Spread left, Spread right)
    {
        if (left.IsSameAs(right) || right.Kind == SpreadKind.Uniform) return left;
        if (left.Kind == SpreadKind.Uniform) return right;
        return left.Kind == SpreadKind.Along && right.Kind == SpreadKind.Along && left.Axis == right.Axis ? Along(left.Axis, null, left.Size) : null;
    }
}
