using TorchSharp;
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
