using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Invariance;

/// <summary>Maps that sum products over axes: linear, convolution, lookup, matrix product, attention.</summary>
internal static class ScaledProducts
{
    /// <summary>A linear map or convolution: linear in its input and in its weight, plus a bias a channel.</summary>
    /// <param name="node">The map; inputs x, weight and, maybe, bias.</param>
    /// <param name="inputs">How they scale.</param>
    /// <param name="channel">The axis of the output's channels.</param>
    /// <param name="output">The axis of the weight that becomes it.</param>
    public static Scaled Linear(FlowNode node, Scaled[] inputs, int channel, int output)
    {
        var product = Product(FromInput(inputs[0], channel), FromWeight(inputs[1], channel, output, node.Size));
        if (inputs.Length < 3 || product.Kind == ScaledKind.Unknown) return product;
        var bias = inputs[2].Moved(_ => channel);
        if (bias.IsUnchanged) return product.Plus(Spread.Along(channel, null, node.Size));
        return product.IsScaled && bias.IsPure && product.Degree is not null && product.Degree == bias.Degree && product.Spread.IsSameAs(bias.Spread) ? product : Scaled.Unknown;
    }

    /// <summary>Rows of a table: each position has the factor of its row.</summary>
    public static Scaled Lookup(FlowNode node, Scaled[] inputs)
    {
        var table = inputs[0];
        if (!table.IsPure || inputs.Skip(1).Any(index => !index.IsUnchanged)) return Scaled.Unknown;
        if (table.Spread.Kind == SpreadKind.Uniform) return table;
        var isOneRow = node.Module?.Kind == ModuleKind.Embedding && table.Spread is { Kind: SpreadKind.Along, Axis: -2, Blocks: null };
        return isOneRow ? table with { Spread = Spread.AllBut(-1) } : Scaled.Unknown;
    }

    /// <summary>A matrix product: linear in every factor.</summary>
    public static Scaled Matrix(FlowNode node, Scaled[] inputs)
    {
        if (inputs.Any(input => input.Offset is not null)) return Scaled.Unknown;
        if (node is { AxesKnown: true, Inputs.Length: 2 }) return Product(Uncontracted(inputs[0], -1, isLeft: true), Uncontracted(inputs[1], -2, isLeft: false));
        return inputs.All(input => input.Spread.Kind == SpreadKind.Uniform) ? inputs.Aggregate(Product) : Scaled.Unknown;
    }

    /// <summary>Attention: linear in the values, which it mixes over positions; anything in query and key.</summary>
    public static Scaled Attention(Scaled[] inputs)
    {
        if (inputs.Length < 3 || inputs.Where((_, i) => i != 2).Any(input => !input.IsUnchanged)) return Scaled.Unknown;
        var values = inputs[2];
        return values.IsPure && values.Spread.IsConstantOver([-2]) ? values : Scaled.Unknown;
    }

    /// <summary>What a sum over an axis leaves of an operand; nothing where its factor differs along that axis.</summary>
    private static Scaled Uncontracted(Scaled operand, int contracted, bool isLeft)
    {
        if (!operand.IsScaled || operand.Spread.Kind == SpreadKind.Uniform) return operand;
        if (operand.Spread.Kind == SpreadKind.AllBut) return isLeft && operand.Spread.Axis == contracted ? operand : Scaled.Unknown;
        return operand.Spread.Axis == contracted ? Scaled.Unknown : operand;
    }

    private static Scaled FromInput(Scaled x, int channel)
    {
        if (!x.IsScaled) return x;
        // Channels are summed; a convolution sums neighbouring positions too.
        var isKept = channel == -1 ? x.Spread.IsConstantOver([-1]) : x.Spread.Kind == SpreadKind.Uniform || x.Spread is { Kind: SpreadKind.Along } && x.Spread.Axis < channel;
        var isOffsetAChannel = x.Offset is null or { Kind: SpreadKind.Uniform } || x.Offset is { Kind: SpreadKind.Along } && x.Offset.Axis == channel;
        return !isKept || !isOffsetAChannel || (channel != -1 && x.Offset is not null) ? Scaled.Unknown : x with { Offset = x.Offset is null ? null : Spread.Along(channel) };
    }

    private static Scaled FromWeight(Scaled weight, int channel, int output, Fact size)
    {
        if (!weight.IsScaled) return weight;
        if (!weight.IsPure) return Scaled.Unknown;
        if (weight.Spread.Kind == SpreadKind.Uniform) return weight;
        return weight.Spread.Kind == SpreadKind.Along && weight.Spread.Axis == output ? weight with { Spread = Spread.Along(channel, weight.Spread.Blocks, size) } : Scaled.Unknown;
    }

    private static Scaled Product(Scaled left, Scaled right)
    {
        if (left.Kind == ScaledKind.Unknown || right.Kind == ScaledKind.Unknown) return Scaled.Unknown;
        if (left.IsUnchanged) return right;
        if (right.IsUnchanged) return left;
        if (!left.IsPure || !right.IsPure || left.Degree + right.Degree is not { } degree || degree == 0) return Scaled.Unknown;
        return left.Spread.Kind == SpreadKind.Uniform ? right with { Degree = degree } : right.Spread.Kind == SpreadKind.Uniform ? left with { Degree = degree } : Scaled.Unknown;
    }
}
