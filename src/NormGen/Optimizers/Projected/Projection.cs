using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What AdamP and SGDP share: which part of a step lies along the weight, and whether it is to be left out.</summary>
internal static class Projection
{
    /// <summary>Formula: the part of an update along each row of the weight, as a multiple of the row.</summary>
    public static Tensor RowRadial(Tensor parameter, Tensor update, double eps)
        => (parameter * update).sum([-1], keepdim: true) / (parameter.square().sum([-1], keepdim: true).sqrt() + eps).square();

    /// <summary>Formula: the part of an update along the whole weight, as a multiple of it.</summary>
    public static Tensor LayerRadial(Tensor parameter, Tensor update, double eps)
        => (parameter * update).sum() / (parameter.square().sum().sqrt() + eps).square();

    /// <summary>Formula: the part of an update along each row of the weight with its bias, as a multiple of them, <c>[rows]</c>.</summary>
    public static Tensor RowRadial(Tensor parameter, Tensor update, Tensor bias, Tensor biasUpdate, double eps)
        => ((parameter * update).sum([-1L]) + bias * biasUpdate) / ((parameter.square().sum([-1L]) + bias.square()).sqrt() + eps).square();

    /// <summary>Formula: the part of an update along the whole weight with its bias, as a multiple of them.</summary>
    public static Tensor LayerRadial(Tensor parameter, Tensor update, Tensor bias, Tensor biasUpdate, double eps)
        => ((parameter * update).sum() + (bias * biasUpdate).sum()) / ((parameter.square().sum() + bias.square().sum()).sqrt() + eps).square();

    /// <summary>Pairs as one list, a bias behind its weight.</summary>
    public static IEnumerable<Parameter> Flat(IEnumerable<(Parameter weight, Parameter bias)> parameters, ScaleGroup group, int? blockRows)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (group is ScaleGroup.Tested or ScaleGroup.None) throw new ArgumentOutOfRangeException("scale_group", group, $"scale_group is {group}, but a weight with its bias needs the group that is known to have a scale which does not matter: Row, Block or Layer.");
        var pairs = parameters.ToArray();
        for (var i = 0; i < pairs.Length; i++)
        {
            var (weight, bias) = pairs[i];
            if (weight is null || bias is null) throw new ArgumentException($"Pair {i} has a parameter that is null.", nameof(parameters));
            var groups = group == ScaleGroup.Layer ? 1 : weight.size(0) / (group == ScaleGroup.Block ? Math.Max(blockRows ?? 1, 1) : 1);
            if (weight.ndim < 2 || bias.dtype != weight.dtype || groups == 0 || bias.numel() % groups != 0 || (group != ScaleGroup.Layer && bias.numel() != weight.size(0)))
                throw new ArgumentException($"Pair {i} has a weight [{string.Join(", ", weight.shape)}] of {weight.dtype} and a bias [{string.Join(", ", bias.shape)}] of {bias.dtype}, which is not one number a row of it.", nameof(parameters));
        }

        return pairs.SelectMany(pair => new[] { pair.weight, pair.bias });
    }

    /// <summary>The updates of a step: a weight together with its bias where both have a gradient, all others alone.</summary>
    public static void UpdateAll(IEnumerable<PendingUpdate> updates, Action<PendingUpdate, PendingUpdate> together, Action<PendingUpdate> alone)
    {
        var byState = updates.ToDictionary(update => update.State);
        foreach (var update in byState.Values)
        {
            if (update.State.Partner is not { } partner || !byState.TryGetValue(partner, out var bias)) alone(update);
            else if (update.State.Parameter.ndim > 1) together(update, bias);
        }
    }

    /// <summary>Groups of a weight with those of its bias behind them, one in each row: a copy.</summary>
    public static Tensor Beside(Tensor weight, Tensor bias, long groups) => cat([weight.reshape(groups, -1), bias.reshape(groups, -1)], 1);

    /// <summary>Writes what <see cref="Beside"/> joined back to where it came from.</summary>
    public static void Apart(Tensor joined, Tensor weight, Tensor bias)
    {
        var features = weight.numel() / joined.size(0);
        weight.copy_(joined.narrow(1, 0, features).reshape(weight.shape));
        bias.copy_(joined.narrow(1, features, joined.size(1) - features).reshape(bias.shape));
    }

    /// <summary>The groups of a weight in this step. What has one dimension is never projected.</summary>
    public static ScaleGroup Of(Tensor parameter, Tensor gradient, ScaleGroup group, double delta, double eps)
        => parameter.ndim < 2 ? ScaleGroup.None : group == ScaleGroup.Tested ? Test(parameter, gradient, delta, eps) : group;

    /// <summary>Throws where blocks of rows do not fit.</summary>
    public static void CheckGroup(ScaleGroup? group, int? blockRows)
    {
        if (group is not { } given || !Enum.IsDefined(given)) throw new ArgumentOutOfRangeException("scale_group", group, $"scale_group is {group}, which is no ScaleGroup.");
        if (given == ScaleGroup.Block) Hyperparameter.Whole(blockRows, "block_rows", 1);
        else if (blockRows is not 0) throw new ArgumentOutOfRangeException("block_rows", blockRows, $"block_rows is {blockRows}, but it must be 0 where scale_group is {given}: only blocks have rows.");
    }

    /// <summary>Throws where a weight cannot be cut into blocks.</summary>
    public static void CheckBlocks(FusedOptimizerState state, ScaleGroup group, int blockRows)
    {
        if (group != ScaleGroup.Block || state.Parameter.ndim < 2 || state.Parameter.size(0) % blockRows == 0) return;
        throw new ArgumentException($"{state.Description} has {state.Parameter.size(0)} rows, which blocks of {blockRows} do not divide.", "block_rows");
    }

    /// <summary>A tensor with a block in each row: a view, or a copy where there is none.</summary>
    public static Tensor Blocks(Tensor tensor, int blockRows) => tensor.reshape(tensor.size(0) / blockRows, -1);

    /// <summary>Writes what was done to blocks back where they are a copy.</summary>
    public static void WriteBack(Tensor tensor, Tensor blocks)
    {
        if (tensor.is_contiguous()) return;
        using var values = blocks.view(tensor.shape);
        tensor.copy_(values);
    }

    /// <summary>The authors' test: rows, then the whole, are taken for scale-invariant where the largest cosine between weight and gradient is small beside <c>delta / √elements</c>.</summary>
    private static ScaleGroup Test(Tensor parameter, Tensor gradient, double delta, double eps)
    {
        using var scope = NewDisposeScope();
        var (w, g) = (parameter.flatten(1), gradient.flatten(1));
        double[] dots = Numbers(w.unsqueeze(1).matmul(g.unsqueeze(2))), weights = Numbers(w.norm(1)), gradients = Numbers(g.norm(1));
        var largest = dots.Select((dot, row) => Cosine(dot, weights[row], gradients[row])).Max();
        if (largest < delta / Math.Sqrt(w.size(1))) return ScaleGroup.Row;
        return Cosine(dots.Sum(), Norm(weights), Norm(gradients)) < delta / Math.Sqrt(w.numel()) ? ScaleGroup.Layer : ScaleGroup.None;

        double Cosine(double dot, double weight, double other) => Math.Abs(dot) / (Math.Max(weight, eps) * Math.Max(other, eps));

        static double Norm(double[] rows) => Math.Sqrt(rows.Sum(row => row * row));

        static double[] Numbers(Tensor tensor) => tensor.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }
}
