using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Square-root Sinkhorn scaling inside the update: rows of the gradient to root mean square 1, then columns, and again. The gradient is read once a pass and once at the end, and no scaled matrix is ever written: a pass
/// needs the column scales of the one before, and makes its own row scales on the way.
/// </summary>
/// <remarks>
/// Scetbon, Ma, Gong and Meeds, Gradient Multi-Normalization for Stateless and Scalable LLM Training, 2025, arXiv 2502.06742. The scaled matrix is <c>diag(r) · g · diag(c)</c>, so with <c>c = 1</c> at first every pass is
/// <c>r = 1 / √mean_row(g² · c²)</c>, <c>c = 1 / √mean_column(g² · r²)</c>: neither needs its own old value. The paper has no eps; here the first pass divides by at least the floor, and in later ones rows and columns of zeros stay zero.
/// </remarks>
public static partial class SinkhornUpdates
{
    /// <summary>The largest number of passes that one update has.</summary>
    internal const int MostPasses = 5;

    /// <summary>The number of passes chosen at run time: <c>parameter = parameter · keep - rate · diag(r) · gradient · diag(c)</c>.</summary>
    /// <param name="passes">From 1 to <see cref="MostPasses"/>.</param>
    /// <param name="parameter">The weight.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    /// <param name="rate">The signed learning rate.</param>
    /// <param name="eps">The smallest l2 norm that a row or column is divided by.</param>
    internal static void Run(int passes, Tensor parameter, Tensor gradient, double keep, double rate, double eps)
    {
        var rows = gradient.size(0);
        var (rowFloor, columnFloor) = (eps / Math.Sqrt((double)gradient.numel() / rows), eps / Math.Sqrt(rows));
        switch (passes)
        {
            case 1: One(parameter, gradient, keep, rate, rowFloor, columnFloor); break;
            case 2: Two(parameter, gradient, keep, rate, rowFloor, columnFloor); break;
            case 3: Three(parameter, gradient, keep, rate, rowFloor, columnFloor); break;
            case 4: Four(parameter, gradient, keep, rate, rowFloor, columnFloor); break;
            case 5: Five(parameter, gradient, keep, rate, rowFloor, columnFloor); break;
            default: throw new ArgumentOutOfRangeException(nameof(passes), passes, $"There are updates of 1 to {MostPasses} passes.");
        }
    }

    /// <summary>One pass.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    /// <param name="rate">The signed learning rate.</param>
    /// <param name="rowFloor">The smallest root mean square that a row is divided by.</param>
    /// <param name="columnFloor">The smallest root mean square that a column is divided by.</param>
    [Fused(nameof(OneFormula), Source = "Scetbon et al. 2025, arXiv 2502.06742")]
    public static partial void One([Updated] Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor);

    /// <summary>Two passes.</summary>
    /// <inheritdoc cref="One" path="/param"/>
    [Fused(nameof(TwoFormula), Source = "Scetbon et al. 2025, arXiv 2502.06742")]
    public static partial void Two([Updated] Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor);

    /// <summary>Three passes.</summary>
    /// <inheritdoc cref="One" path="/param"/>
    [Fused(nameof(ThreeFormula), Source = "Scetbon et al. 2025, arXiv 2502.06742")]
    public static partial void Three([Updated] Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor);

    /// <summary>Four passes.</summary>
    /// <inheritdoc cref="One" path="/param"/>
    [Fused(nameof(FourFormula), Source = "Scetbon et al. 2025, arXiv 2502.06742")]
    public static partial void Four([Updated] Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor);

    /// <summary>Five passes, the paper's number.</summary>
    /// <inheritdoc cref="One" path="/param"/>
    [Fused(nameof(FiveFormula), Source = "Scetbon et al. 2025, arXiv 2502.06742")]
    public static partial void Five([Updated] Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor);

    private static Tensor OneFormula(Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor)
    {
        var (row, column) = First(gradient.square(), rowFloor, columnFloor);
        return Step(parameter, gradient, row, column, keep, rate);
    }

    private static Tensor TwoFormula(Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor)
    {
        var squares = gradient.square();
        var (_, column) = First(squares, rowFloor, columnFloor);
        var (last, scale) = Next(squares, column);
        return Step(parameter, gradient, last, scale, keep, rate);
    }

    private static Tensor ThreeFormula(Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor)
    {
        var squares = gradient.square();
        var (_, column) = First(squares, rowFloor, columnFloor);
        var (_, second) = Next(squares, column);
        var (last, scale) = Next(squares, second);
        return Step(parameter, gradient, last, scale, keep, rate);
    }

    private static Tensor FourFormula(Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor)
    {
        var squares = gradient.square();
        var (_, column) = First(squares, rowFloor, columnFloor);
        var (_, second) = Next(squares, column);
        var (_, third) = Next(squares, second);
        var (last, scale) = Next(squares, third);
        return Step(parameter, gradient, last, scale, keep, rate);
    }

    private static Tensor FiveFormula(Tensor parameter, Tensor gradient, double keep, double rate, double rowFloor, double columnFloor)
    {
        var squares = gradient.square();
        var (_, column) = First(squares, rowFloor, columnFloor);
        var (_, second) = Next(squares, column);
        var (_, third) = Next(squares, second);
        var (_, fourth) = Next(squares, third);
        var (last, scale) = Next(squares, fourth);
        return Step(parameter, gradient, last, scale, keep, rate);
    }

    /// <summary>The scales of the first pass.</summary>
    internal static (Tensor Row, Tensor Column) First(Tensor squares, double rowFloor, double columnFloor)
    {
        var row = 1 / squares.mean([-1], keepdim: true).sqrt().clamp_min(rowFloor);
        return (row, 1 / (squares * row.square()).mean([0], keepdim: true).sqrt().clamp_min(columnFloor));
    }

    /// <summary>The scales of a later pass.</summary>
    internal static (Tensor Row, Tensor Column) Next(Tensor squares, Tensor column)
    {
        var row = Inverse((squares * column.square()).mean([-1], keepdim: true));
        return (row, Inverse((squares * row.square()).mean([0], keepdim: true)));
    }

    private static Tensor Inverse(Tensor mean) => where(mean > 0, rsqrt(mean), 0.0);

    private static Tensor Step(Tensor parameter, Tensor gradient, Tensor row, Tensor column, double keep, double rate) => parameter * keep - gradient * row * column * rate;
}
