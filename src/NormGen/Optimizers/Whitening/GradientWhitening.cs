using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The two operators of <see cref="SWAN"/> without an optimizer.</summary>
public static class GradientWhitening
{
    /// <summary>Below this a row's deviation is divided by it, so that constant rows become zero.</summary>
    internal const double Floor = 1e-8;

    /// <summary>GradNorm: rows to mean 0 and root mean square 1.</summary>
    /// <param name="gradient">The matrix <c>[m, n]</c>.</param>
    /// <param name="center">Whether the mean is taken away.</param>
    /// <returns>A new matrix.</returns>
    /// <exception cref="ArgumentException">The tensor is no matrix.</exception>
    public static Tensor Standardize(Tensor gradient, bool center = true)
    {
        CheckMatrix(gradient);
        using var noGradients = no_grad();
        var x = empty_like(gradient);
        if (x.numel() != 0) WhiteningUpdates.Standardize(x, gradient, center ? 1 : 0, Floor);
        return x;
    }

    /// <summary>GradWhitening: the orthogonal factor of a matrix, by which all singular values become 1, or nearly so.</summary>
    /// <param name="x">The matrix <c>[m, n]</c>.</param>
    /// <param name="method">By iteration or exactly.</param>
    /// <param name="iterations">The number of iterations.</param>
    /// <param name="beta">The factor of the iteration: 0.5 converges, 0.8 leaves singular values in <c>[0.563, 1.6]</c> and lifts small ones faster.</param>
    /// <param name="rescale">Whether the result gets the Frobenius norm of <paramref name="x"/>.</param>
    /// <param name="centered">Whether the rows of <paramref name="x"/> have mean zero, as <see cref="Standardize"/> leaves them: the iteration then knows the direction that is missing, and keeps rounding out of it.</param>
    /// <returns>A new matrix.</returns>
    /// <exception cref="ArgumentException">The tensor is no matrix, or an argument does not fit.</exception>
    public static Tensor Whiten(Tensor x, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = false, bool centered = false)
    {
        CheckMatrix(x);
        Check(method, iterations, beta);
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var whitened = Factor(x, method, iterations, beta, centered);
        if (!rescale) return whitened.MoveToOuterDisposeScope();
        var result = zeros_like(whitened);
        if (result.numel() != 0) WhiteningUpdates.Rescaled(result, whitened, x, 0, -1);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Throws where a method of whitening does not fit.</summary>
    internal static void Check(WhiteningMethod? method, int? iterations, double? beta)
    {
        if (method is not { } given || !Enum.IsDefined(given)) throw new ArgumentOutOfRangeException(nameof(method), method, $"method is {method}, which is no WhiteningMethod.");
        Hyperparameter.Whole(iterations, nameof(iterations), 1);
        Hyperparameter.Positive(beta, nameof(beta));
    }

    /// <summary>The whitened matrices of a batch <c>[.., m, n]</c>.</summary>
    internal static Tensor Factor(Tensor x, WhiteningMethod method, int iterations, double beta, bool centered)
        => method == WhiteningMethod.Exact ? PolarFactor.Exact(x) : PolarFactor.NewtonSchulz(x, iterations, beta, centered);

    private static void CheckMatrix(Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.ndim != 2) throw new ArgumentException($"The tensor has shape [{string.Join(", ", matrix.shape)}], but a matrix has two dimensions.", nameof(matrix));
    }
}
