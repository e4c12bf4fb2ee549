using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>One normalization of a matrix in place, for lists of norms that are no single update, and the step with what they leave.</summary>
public static partial class ProjectionUpdates
{
    /// <summary>Rows to root mean square 1.</summary>
    /// <param name="x">The matrix.</param>
    /// <param name="floor">The smallest root mean square that a row is divided by.</param>
    [Fused(nameof(RowsFormula))]
    public static partial void Rows([Updated] Tensor x, double floor);

    /// <summary>Columns to root mean square 1.</summary>
    /// <param name="x">The matrix.</param>
    /// <param name="floor">The smallest root mean square that a column is divided by.</param>
    [Fused(nameof(ColumnsFormula))]
    public static partial void Columns([Updated] Tensor x, double floor);

    /// <summary>The whole to root mean square 1.</summary>
    /// <param name="x">The matrix.</param>
    /// <param name="floor">The smallest root mean square that it is divided by.</param>
    [Fused(nameof(WholeFormula))]
    public static partial void Whole([Updated] Tensor x, double floor);

    /// <summary>Elements to their sign.</summary>
    /// <param name="x">The matrix.</param>
    [Fused(nameof(SignsFormula))]
    public static partial void Signs([Updated] Tensor x);

    /// <summary>A step against a direction: <c>parameter = parameter · keep - direction · rate</c>.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    /// <param name="rate">The signed learning rate.</param>
    [Fused(nameof(StepFormula))]
    public static partial void Step([Updated] Tensor parameter, Tensor direction, double keep, double rate);

    private static Tensor RowsFormula(Tensor x, double floor) => x / x.square().mean([-1], keepdim: true).sqrt().clamp_min(floor);

    private static Tensor ColumnsFormula(Tensor x, double floor) => x / x.square().mean([0], keepdim: true).sqrt().clamp_min(floor);

    private static Tensor WholeFormula(Tensor x, double floor) => x / x.square().mean().sqrt().clamp_min(floor);

    private static Tensor SignsFormula(Tensor x) => x.sign();

    private static Tensor StepFormula(Tensor parameter, Tensor direction, double keep, double rate) => parameter * keep - direction * rate;
}
