using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Square-root Sinkhorn scaling around the update: rows of the gradient to root mean square 1, then columns, and again. The gradient is read once a pass and once at the end, and no scaled matrix is ever written: a pass
/// needs the column scales of the one before, and makes its own row scales on the way.
/// </summary>
/// <remarks>
/// Scetbon, Ma, Gong and Meeds, Gradient Multi-Normalization for Stateless and Scalable LLM Training, 2025, arXiv 2502.06742. The scaled matrix is <c>diag(r) · g · diag(c)</c>, so with <c>c = 1</c> at first every pass is
/// <c>r = 1 / √mean_row(g² · c²)</c>, <c>c = 1 / √mean_column(g² · r²)</c>: neither needs its own old value. The paper has no eps; here the first pass divides by at least a floor, and in later ones rows and columns of zeros stay zero.
/// </remarks>
public static partial class SinkhornUpdates
{
    /// <summary>A step along the scaled gradient: <c>parameter = parameter · keep - rate · diag(r) · gradient · diag(c)</c>.</summary>
    /// <param name="passes">The number of passes, 1 or more.</param>
    /// <param name="parameter">The weight.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    /// <param name="rate">The signed learning rate.</param>
    /// <param name="eps">The smallest l2 norm that a row or column is divided by.</param>
    internal static void Run(int passes, Tensor parameter, Tensor gradient, double keep, double rate, double eps)
    {
        var (rowFloor, columnFloor) = Floors(gradient, eps);
        using Tensor before = Ones(gradient), columns = Ones(gradient);
        for (var pass = 0; pass < passes; pass++)
        {
            before.copy_(columns);
            Pass(gradient, columns, pass == 0 ? rowFloor : 0, pass == 0 ? columnFloor : 0);
        }

        Step(parameter, gradient, before, columns, keep, rate, passes == 1 ? rowFloor : 0);
    }

    /// <summary>The scales of rows and columns.</summary>
    /// <param name="passes">The number of passes, 1 or more.</param>
    /// <param name="gradient">The matrix.</param>
    /// <param name="eps">The smallest l2 norm that a row or column is divided by.</param>
    internal static (Tensor Rows, Tensor Columns) Scales(int passes, Tensor gradient, double eps)
    {
        var (rowFloor, columnFloor) = Floors(gradient, eps);
        var columns = Ones(gradient);
        using var before = Ones(gradient);
        for (var pass = 0; pass < passes; pass++)
        {
            before.copy_(columns);
            Pass(gradient, columns, pass == 0 ? rowFloor : 0, pass == 0 ? columnFloor : 0);
        }

        return (Row(gradient, before, passes == 1 ? rowFloor : 0).squeeze(-1), columns);
    }

    /// <summary>One pass: the column scales from those of the pass before.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="columns">The column scales.</param>
    /// <param name="rowFloor">The smallest root mean square that a row is divided by.</param>
    /// <param name="columnFloor">The smallest root mean square that a column is divided by.</param>
    [Fused(nameof(PassFormula), Source = "Scetbon et al. 2025, arXiv 2502.06742")]
    public static partial void Pass(Tensor gradient, [Updated, PerFeature] Tensor columns, double rowFloor, double columnFloor);

    /// <summary>The update, with the row scales that belong to the last column scales.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="before">The column scales of the pass before the last.</param>
    /// <param name="columns">The column scales of the last pass.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    /// <param name="rate">The signed learning rate.</param>
    /// <param name="rowFloor">The smallest root mean square that a row is divided by.</param>
    [Fused(nameof(StepFormula), Source = "Scetbon et al. 2025, arXiv 2502.06742")]
    public static partial void Step([Updated] Tensor parameter, Tensor gradient, [PerFeature] Tensor before, [PerFeature] Tensor columns, double keep, double rate, double rowFloor);

    private static Tensor PassFormula(Tensor gradient, Tensor columns, double rowFloor, double columnFloor)
        => Inverse((gradient * Row(gradient, columns, rowFloor)).square().mean([0L]), columnFloor);

    private static Tensor StepFormula(Tensor parameter, Tensor gradient, Tensor before, Tensor columns, double keep, double rate, double rowFloor)
        => parameter * keep - gradient * Row(gradient, before, rowFloor) * columns * rate;

    private static Tensor Row(Tensor gradient, Tensor columns, double floor) => Inverse((gradient * columns).square().mean([-1L], keepdim: true), floor);

    /// <summary>One over the root, or over the floor; zero for zero where there is no floor.</summary>
    private static Tensor Inverse(Tensor mean, double floor) => where(mean > 0, 1 / mean.sqrt().clamp_min(floor), 0.0);

    private static (double Row, double Column) Floors(Tensor gradient, double eps) => (eps / Math.Sqrt((double)gradient.numel() / gradient.size(0)), eps / Math.Sqrt(gradient.size(0)));

    private static Tensor Ones(Tensor gradient) => ones([gradient.numel() / gradient.size(0)], gradient.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32, gradient.device);
}
