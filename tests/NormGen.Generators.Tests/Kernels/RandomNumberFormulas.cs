namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas with random numbers by seed and place.</summary>
internal static class RandomNumberFormulas
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile(Text));

    /// <summary>Formulas over rows of any number of dimensions.</summary>
    public static readonly string[] RowNames = ["Dropped", "Residual", "DroppedWeights", "Noisy", "TwoStreams", "DroppedRows", "DroppedFeatures", "MeanOfNumbers", "DroppedGroups"];

    /// <summary>Formulas over matrices.</summary>
    public static readonly string[] MatrixNames = ["DroppedBatch"];

    /// <summary>Formulas over images.</summary>
    public static readonly string[] ImageNames = ["DroppedImage", "DroppedChannels", "DroppedPositions", "DroppedGroupNorm"];

    /// <summary>Updates in place.</summary>
    public static readonly string[] UpdateNames = ["NoisyStep", "NoisyColumnStep", "NoisyRowStep"];

    public static FusedFormula Get(string name) => Library.Value[name] with { HasChannels = ImageNames.Contains(name) };

    /// <summary>What the generator wrote for a formula.</summary>
    public static string File(string name) => Library.Value.Files[$"Formulas.{name}.g.cs"];

    /// <summary>The formulas in C#.</summary>
    public const string Text = Rows + "\n\n" + Matrices + "\n\n" + Images + "\n\n" + Updates;

    private const string Rows = """
            [Fused(nameof(DroppedFormula))]
            internal static partial Tensor Dropped(Tensor x, double p = 0.3, long seed = 12345);
            private static Tensor DroppedFormula(Tensor x, double p, long seed) => CounterRandom.dropout(x, p, seed);

            // The numbers as they are.
            [Fused(nameof(DrawnFormula))]
            internal static partial Tensor Drawn(Tensor x, long seed = -9);
            private static Tensor DrawnFormula(Tensor x, long seed) => CounterRandom.uniform_like(x, seed);

            // The seam of a block in training: bias, dropout, residual, norm.
            [Fused(nameof(ResidualFormula))]
            internal static partial (Tensor Stream, Tensor Normed) Residual(Tensor x, Tensor f, [PerFeature] Tensor bias, [PerFeature] Tensor weight, double p = 0.2, long seed = 1, double eps = 0.05);
            private static (Tensor, Tensor) ResidualFormula(Tensor x, Tensor f, Tensor bias, Tensor weight, double p, long seed, double eps)
            {
                var stream = x + CounterRandom.dropout(f + bias, p, seed);
                return (stream, stream * rsqrt(stream.square().mean([-1L], keepdim: true) + eps) * weight);
            }

            [Fused(nameof(DroppedWeightsFormula))]
            internal static partial Tensor DroppedWeights(Tensor x, double keep = 0.75, long seed = 77);
            private static Tensor DroppedWeightsFormula(Tensor x, double keep, long seed) => CounterRandom.dropout(nn.functional.softmax(x, -1), 1 - keep, seed);

            [Fused(nameof(NoisyFormula))]
            internal static partial Tensor Noisy(Tensor x, double size = 0.5, long seed = 3);
            private static Tensor NoisyFormula(Tensor x, double size, long seed) => x + x.abs() * size * (2 * CounterRandom.uniform_like(x, 2 * seed - 1) - 1);

            // Other seeds draw other numbers; a literal is a seed as well.
            [Fused(nameof(TwoStreamsFormula))]
            internal static partial Tensor TwoStreams(Tensor x, Tensor y, long seed = 5, long step = 100);
            private static Tensor TwoStreamsFormula(Tensor x, Tensor y, long seed, long step)
                => CounterRandom.dropout(x, 0.5, seed + step) * CounterRandom.dropout(y, 0.25, seed + step + 1) + (CounterRandom.uniform_like(y, 11) < 0.5).to(x.dtype) * x.tanh();

            // Stochastic depth: one number a row.
            [Fused(nameof(DroppedRowsFormula))]
            internal static partial Tensor DroppedRows(Tensor x, double p = 0.4, long seed = 8);
            private static Tensor DroppedRowsFormula(Tensor x, double p, long seed) => x * CounterRandom.dropout(ones_like(x.mean([-1L], keepdim: true)), p, seed);

            // One number a feature.
            [Fused(nameof(DroppedFeaturesFormula))]
            internal static partial Tensor DroppedFeatures(Tensor x, [PerFeature] Tensor weight, double p = 0.4, long seed = 8);
            private static Tensor DroppedFeaturesFormula(Tensor x, Tensor weight, double p, long seed) => x * CounterRandom.dropout(weight, p, seed);

            // Numbers that are folded before anything else is.
            [Fused(nameof(MeanOfNumbersFormula))]
            internal static partial Tensor MeanOfNumbers(Tensor x, long seed = 21);
            private static Tensor MeanOfNumbersFormula(Tensor x, long seed)
            {
                var numbers = CounterRandom.uniform_like(x, seed);
                return x * (numbers.mean([-1L], keepdim: true) + numbers.amax([-1L], keepdim: true) + (x * numbers).sum([-1L], keepdim: true).tanh());
            }

            [Fused(nameof(DroppedGroupsFormula))]
            internal static partial Tensor DroppedGroups(Tensor x, long groups = 2, double p = 0.4, long seed = 8);
            private static Tensor DroppedGroupsFormula(Tensor x, long groups, double p, long seed)
            {
                var grouped = x.reshape(-1, groups, x.shape[^1] / groups);
                return CounterRandom.dropout((grouped - grouped.mean([-1L], keepdim: true)).reshape(x.shape), p, seed);
            }

            // Gradients of the author's own: each is let through at random, and enlarged.
            [Fused(nameof(ThinnedFormula), Backward = nameof(ThinnedBackward))]
            internal static partial Tensor Thinned(Tensor x, double p = 0.5, long seed = 12);
            private static Tensor ThinnedFormula(Tensor x, double p, long seed) => x * 2;
            private static Tensor ThinnedBackward(Tensor x, double p, long seed, Tensor dy) => CounterRandom.dropout(2 * dy, p, seed + 1);

        """;

    private const string Matrices = """
            // Statistics of columns of what was left, in forward and in backward.
            [Fused(nameof(DroppedBatchFormula))]
            internal static partial Tensor DroppedBatch(Tensor x, [PerFeature] Tensor weight, double p = 0.3, long seed = 4, double eps = 0.1);
            private static Tensor DroppedBatchFormula(Tensor x, Tensor weight, double p, long seed, double eps)
            {
                var left = CounterRandom.dropout(x, p, seed);
                var mean = left.mean([0L], keepdim: true);
                return (left - mean) * rsqrt((left - mean).square().mean([0L], keepdim: true) + eps) * weight;
            }

        """;

    private const string Images = """
            [Fused(nameof(DroppedImageFormula))]
            internal static partial Tensor DroppedImage(Tensor x, [PerChannel] Tensor weight, double p = 0.3, long seed = 6);
            private static Tensor DroppedImageFormula(Tensor x, Tensor weight, double p, long seed) => CounterRandom.dropout(x * weight.view(1, -1, 1, 1), p, seed);

            // Whole channels of a sample, as Dropout2d.
            [Fused(nameof(DroppedChannelsFormula))]
            internal static partial Tensor DroppedChannels(Tensor x, double p = 0.3, long seed = 6);
            private static Tensor DroppedChannelsFormula(Tensor x, double p, long seed) => x * CounterRandom.dropout(ones_like(x.mean([2L, 3L], keepdim: true)), p, seed);

            // One number a position, the same for all channels.
            [Fused(nameof(DroppedPositionsFormula))]
            internal static partial Tensor DroppedPositions(Tensor x, [PerChannel] Tensor weight, double p = 0.3, long seed = 6);
            private static Tensor DroppedPositionsFormula(Tensor x, Tensor weight, double p, long seed) => x * weight.view(1, -1, 1, 1) * CounterRandom.dropout(x.mean([1L], keepdim: true), p, seed);

            [Fused(nameof(DroppedGroupNormFormula))]
            internal static partial Tensor DroppedGroupNorm(Tensor x, [PerChannel] Tensor weight, long groups = 2, double p = 0.3, long seed = 6, double eps = 0.1);
            private static Tensor DroppedGroupNormFormula(Tensor x, Tensor weight, long groups, double p, long seed, double eps)
            {
                var grouped = x.reshape(x.shape[0], groups, x.shape[1] / groups * x.shape[2] * x.shape[3]);
                var normalized = (grouped - grouped.mean([2L], keepdim: true)) * rsqrt(grouped.var(2, unbiased: false, keepdim: true) + eps);
                var ofGroups = CounterRandom.dropout(ones_like(grouped.mean([2L], keepdim: true)), p, seed + 1);
                return CounterRandom.dropout((normalized * ofGroups).reshape(x.shape) * weight.view(1, -1, 1, 1), p, seed);
            }

        """;

    private const string Updates = """
            [Fused(nameof(NoisyStepFormula))]
            internal static partial void NoisyStep([Updated] Tensor parameter, Tensor gradient, double lr = 0.1, long seed = 31);
            private static Tensor NoisyStepFormula(Tensor parameter, Tensor gradient, double lr, long seed)
                => parameter - lr * (gradient + 0.1 * (CounterRandom.uniform_like(gradient, seed) - 0.5)) * (CounterRandom.uniform_like(parameter, seed + 1) >= 0.25).to(parameter.dtype);

            [Fused(nameof(NoisyColumnStepFormula))]
            internal static partial void NoisyColumnStep([Updated] Tensor parameter, Tensor gradient, double lr = 0.1, long seed = 31);
            private static Tensor NoisyColumnStepFormula(Tensor parameter, Tensor gradient, double lr, long seed)
            {
                var noisy = gradient + 0.1 * CounterRandom.uniform_like(gradient, seed);
                return parameter - lr * noisy / (noisy.square().mean([0L], keepdim: true).sqrt() + 0.1);
            }

            [Fused(nameof(NoisyRowStepFormula))]
            internal static partial void NoisyRowStep([Updated] Tensor parameter, Tensor gradient, double lr = 0.1, long seed = 31);
            private static Tensor NoisyRowStepFormula(Tensor parameter, Tensor gradient, double lr, long seed)
            {
                var left = CounterRandom.dropout(gradient, 0.5, seed);
                return parameter - lr * left / (left.norm(1, keepdim: true) + 0.1);
            }
        """;
}
