namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas as users might write them; none of them is in the library.</summary>
internal static class UserFormulas
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile(Text));

    public static readonly string[] Names =
        ["CosineGate", "SoftGate", "GatedPair", "Frozen", "Clipped", "Standard", "Centred", "Activated", "Powers", "Spread", "Entropy", "Rescaled", "Batch", "ColumnGate", "BothWays", "SharedGradient", "TwiceTheSame", "LargestOfSums", "WithStatistics", "WithColumns", "RowLoss", "Masked", "WholeTensor", "Quantized", "ByColumn", "LargestShare", "SumsOfTwoLengths", "SimilarNames", "FunctionsOfFunctions", "Sink", "Squashed", "SquashedTwice", "ByDeviation"];

    public static readonly string[] UpdateNames = ["Descent", "RowStep", "ColumnStep", "RowMomentum", "ColumnMomentum", "Scaled", "ClippedToNorm", "Factored"];

    public static FusedFormula Get(string name) => Library.Value[name];

    /// <summary>What the generator wrote for a formula.</summary>
    public static string File(string name) => Library.Value.Files[$"Formulas.{name}.g.cs"];

    /// <summary>The formulas in C#.</summary>
    public const string Text = Differentiable + "\n\n" + Updates;

    private const string Differentiable = """
            // The projection on the row itself, gated.
            [Fused(nameof(CosineGateFormula))]
            internal static partial Tensor CosineGate(Tensor x, [PerFeature] Tensor gain, double eps = 1e-6);
            private static Tensor CosineGateFormula(Tensor x, Tensor gain, double eps)
                => x * (x * gain).sum(-1, keepdim: true) * rsqrt(x.square().sum(-1, keepdim: true) + eps);

            // Softmax by hand, shifted by a maximum that carries its own gradient, times its input.
            [Fused(nameof(SoftGateFormula))]
            internal static partial Tensor SoftGate(Tensor x, double temperature = 1.5);
            private static Tensor SoftGateFormula(Tensor x, double temperature)
            {
                var e = ((x - x.amax([-1L], keepdim: true)) / temperature).exp();
                return x * e / e.sum([-1L], keepdim: true);
            }

            // A softmax that may give nothing any weight: backward reads what forward returned.
            [Fused(nameof(SinkFormula))]
            internal static partial Tensor Sink(Tensor x);
            private static Tensor SinkFormula(Tensor x)
            {
                var max = x.amax([-1L], keepdim: true).clamp_min(0).detach();
                var e = (x - max).exp();
                return e / ((-max).exp() + e.sum([-1L], keepdim: true));
            }

            // A result that is dear itself.
            [Fused(nameof(SquashedFormula))]
            internal static partial Tensor Squashed(Tensor x, [PerFeature] Tensor gain, double eps = 0.1);
            private static Tensor SquashedFormula(Tensor x, Tensor gain, double eps) => (x * rsqrt(x.square().mean([-1L], keepdim: true) + eps) * gain).tanh();

            // Two results of one function, one of them by a number of the row.
            [Fused(nameof(SquashedTwiceFormula))]
            internal static partial (Tensor, Tensor) SquashedTwice(Tensor x, Tensor f);
            private static (Tensor, Tensor) SquashedTwiceFormula(Tensor x, Tensor f)
            {
                var squashed = (x + f).tanh();
                return (squashed, squashed / (squashed.square().sum([-1L], keepdim: true) + 1) * f.sum([-1L], keepdim: true));
            }

            // Where all numbers of a row are equal their deviation has no slope, as in libtorch (found by random formulas).
            [Fused(nameof(ByDeviationFormula))]
            internal static partial Tensor ByDeviation(Tensor x, [PerFeature] Tensor gain);
            private static Tensor ByDeviationFormula(Tensor x, Tensor gain)
            {
                var (deviation, mean) = std_mean(x, [-1L], unbiased: false, keepdim: true);
                return (x - mean) / (deviation + 0.5) * gain + x.std(-1, unbiased: false, keepdim: true).square();
            }

            // Statistics of the rows beside the rows.
            [Fused(nameof(WithStatisticsFormula))]
            internal static partial (Tensor Normed, Tensor Mean, Tensor Rstd) WithStatistics(Tensor x, [PerFeature] Tensor weight, double eps = 0.05);
            private static (Tensor, Tensor, Tensor) WithStatisticsFormula(Tensor x, Tensor weight, double eps)
            {
                var mean = x.mean([-1L], keepdim: true);
                var rstd = rsqrt((x - mean).square().mean([-1L], keepdim: true) + eps);
                return ((x - mean) * rstd * weight, mean.squeeze(-1), rstd.squeeze(-1));
            }

            // Statistics of the batch beside the rows, and one number of all.
            [Fused(nameof(WithColumnsFormula))]
            internal static partial (Tensor Normed, Tensor Mean, Tensor Variance, Tensor Power) WithColumns(Tensor x, [PerFeature] Tensor weight, double eps = 0.3);
            private static (Tensor, Tensor, Tensor, Tensor) WithColumnsFormula(Tensor x, Tensor weight, double eps)
            {
                var mean = x.mean([0L]);
                var variance = (x - mean).square().mean([0L]);
                return ((x - mean) * rsqrt(variance + eps) * weight, mean, variance, x.square().mean());
            }

            // No result of the size of x at all.
            [Fused(nameof(RowLossFormula))]
            internal static partial Tensor RowLoss(Tensor logits, Tensor target);
            private static Tensor RowLossFormula(Tensor logits, Tensor target)
                => logits.logsumexp(-1) - (logits * target.sigmoid()).sum([-1L]);

            // One number a row, as a padding mask or a weight of samples is.
            [Fused(nameof(MaskedFormula))]
            internal static partial Tensor Masked(Tensor x, [PerRow] Tensor weight, [PerFeature] Tensor gain, double eps = 0.05);
            private static Tensor MaskedFormula(Tensor x, Tensor weight, Tensor gain, double eps)
                => x * rsqrt((x * weight.unsqueeze(-1)).square().mean([-1L], keepdim: true) + eps) * gain * weight.unsqueeze(-1);

            // Eight levels on either side of zero, with the gradient of the identity inside the range: a straight-through estimator.
            [Fused(nameof(QuantizedFormula))]
            internal static partial Tensor Quantized(Tensor x, [PerFeature] Tensor scale, double levels = 8);
            private static Tensor QuantizedFormula(Tensor x, Tensor scale, double levels)
            {
                var step = scale.abs() + 0.1;
                var scaled = (x / step).clamp(-levels, levels - 1);
                var rounded = scaled + (scaled.round() - scaled).detach();
                return rounded * step + (x.floor() + x.ceil() + x.trunc()).detach() * 0.125;
            }

            // Straight through to a number that the type holds (found by random formulas).
            [Fused(nameof(OnGridFormula))]
            internal static partial Tensor OnGrid(Tensor x);
            private static Tensor OnGridFormula(Tensor x) => x + ((x * 4).round() / 4 - x).detach();

            // From the nearer end, so that a weight of one gives the other tensor, infinite ones too (found by random formulas).
            [Fused(nameof(BlendedFormula))]
            internal static partial Tensor Blended(Tensor x, Tensor y, double share = 0.75);
            private static Tensor BlendedFormula(Tensor x, Tensor y, double share) => y.lerp(x, y.sigmoid()).lerp(x, share);

            // The largest entry is found again in backward from a mean that forward saved, rounded.
            [Fused(nameof(LargestShareFormula))]
            internal static partial Tensor LargestShare(Tensor x, Tensor y);
            private static Tensor LargestShareFormula(Tensor x, Tensor y) => x - (y / (x.mean([-1L], keepdim: true).abs() + 0.5)).amax([-1L], keepdim: true);

            // Names that kernels give to rows, scratch and blocks of a value, taken by the user and by values of other values (the last found by random formulas).
            [Fused(nameof(SimilarNamesFormula))]
            internal static partial Tensor SimilarNames(Tensor x, [PerFeature] Tensor xRow, Tensor dropped, double tanhBlock = 0.5);
            private static Tensor SimilarNamesFormula(Tensor x, Tensor xRow, Tensor dropped, double tanhBlock)
                => x.tanh() * CounterRandom.dropout(dropped.norm(-1, keepdim: true) / Math.Sqrt(dropped.shape[^1]), 0.3, 7).tanh() * xRow + x.tanh().mean([-1L], keepdim: true) * tanhBlock;

            // Arguments that wait for values of other functions, beside ones that do not.
            [Fused(nameof(FunctionsOfFunctionsFormula))]
            internal static partial Tensor FunctionsOfFunctions(Tensor x, [PerFeature] Tensor weight);
            private static Tensor FunctionsOfFunctionsFormula(Tensor x, Tensor weight)
            {
                var gate = (x * weight).sigmoid();
                var inner = (gate * x).tanh();
                return (inner.square() + 1).log() * gate + (inner * weight).exp().erf() - (x * 0.5).erf();
            }

            // Results of one pass that differ in length: the short one must not be written as far as the long one.
            [Fused(nameof(SumsOfTwoLengthsFormula))]
            internal static partial (Tensor Columns, Tensor All) SumsOfTwoLengths(Tensor x, [PerFeature] Tensor weight);
            private static (Tensor, Tensor) SumsOfTwoLengthsFormula(Tensor x, Tensor weight) => (x.reshape(-1, x.shape[^1]).sum([0L]) * weight, (x * weight).reshape(-1, x.shape[^1]).square().sum());

            // The norm and the sum of the whole matrix.
            [Fused(nameof(WholeTensorFormula))]
            internal static partial Tensor WholeTensor(Tensor x, [PerFeature] Tensor gain, double eps = 0.05);
            private static Tensor WholeTensorFormula(Tensor x, Tensor gain, double eps)
                => x * gain / (x.square().sum() + eps).sqrt() + x * (0.01 * gain.sum() * x.sum()).sigmoid();

            // A residual joint with a gate: two results.
            [Fused(nameof(GatedPairFormula))]
            internal static partial (Tensor Stream, Tensor Normed) GatedPair(Tensor x, Tensor f, [PerFeature] Tensor gate, [PerFeature] Tensor gain, double scale = 0.5, double eps = 1e-5);
            private static (Tensor, Tensor) GatedPairFormula(Tensor x, Tensor f, Tensor gate, Tensor gain, double scale, double eps)
            {
                var stream = x + scale * f * gate.sigmoid();
                return (stream, stream * rsqrt(stream.square().mean([-1L], keepdim: true) + eps) * gain);
            }

            // Only what varies by feature is trained.
            [Fused(nameof(FrozenFormula))]
            internal static partial Tensor Frozen(Tensor x, [PerFeature] Tensor gain, [PerFeature] Tensor bias);
            private static Tensor FrozenFormula(Tensor x, Tensor gain, Tensor bias) => x.detach() * (gain - gain.mean([-1L])).exp() + bias.square();

            [Fused(nameof(ClippedFormula))]
            internal static partial Tensor Clipped(Tensor x, Tensor y, double low = -0.5, double high = 0.75);
            private static Tensor ClippedFormula(Tensor x, Tensor y, double low, double high)
                => where(x > y, x.clamp(low, high) * y.erf(), nn.functional.silu(x - y)) + y.clamp_min(low);

            // Layer normalization by operations of the library, with the unbiased spread.
            [Fused(nameof(StandardFormula))]
            internal static partial Tensor Standard(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps = 0.05);
            private static Tensor StandardFormula(Tensor x, Tensor weight, Tensor bias, double eps)
                => (x - x.mean([-1L], keepdim: true)) / (x.var(-1, unbiased: false, keepdim: true) + eps).sqrt() * weight + bias;

            // Two reductions, the second over a function of the first, and per-feature statistics of a parameter.
            [Fused(nameof(CentredFormula))]
            internal static partial Tensor Centred(Tensor x, [PerFeature] Tensor gain);
            private static Tensor CentredFormula(Tensor x, Tensor gain)
            {
                var centred = x - (x * gain).mean([-1L], keepdim: true);
                var size = centred.abs().mean([-1L], keepdim: true) + 0.1;
                return centred / size * gain.norm(-1);
            }

            [Fused(nameof(ActivatedFormula))]
            internal static partial Tensor Activated(Tensor x, [PerFeature] Tensor slope);
            private static Tensor ActivatedFormula(Tensor x, Tensor slope)
                => nn.functional.gelu(x) + nn.functional.mish(x * slope) - nn.functional.elu(x, 0.7) * nn.functional.softplus(slope) + nn.functional.leaky_relu(x - slope) + (x * slope).tanh();

            [Fused(nameof(PowersFormula))]
            internal static partial Tensor Powers(Tensor x, [PerFeature] Tensor exponent, double power = 1.7);
            private static Tensor PowersFormula(Tensor x, Tensor exponent, double power)
            {
                var positive = x.abs() + 0.25;
                return positive.pow(power) * positive.pow(exponent) / positive.pow(3).sum(-1, keepdim: true).pow(0.25) + x.pow(2);
            }

            [Fused(nameof(SpreadFormula))]
            internal static partial (Tensor, Tensor) Spread(Tensor x, Tensor y);
            private static (Tensor, Tensor) SpreadFormula(Tensor x, Tensor y)
            {
                var (low, high) = (minimum(x, y).amin([-1L], keepdim: true), maximum(x, y).amax([-1L], keepdim: true));
                var range = high - low + 1;
                return ((x - low) / range, (y - low) / range * x.norm(-1, keepdim: true));
            }

            [Fused(nameof(EntropyFormula))]
            internal static partial Tensor Entropy(Tensor x, [PerFeature] Tensor prior);
            private static Tensor EntropyFormula(Tensor x, Tensor prior)
            {
                var log = nn.functional.log_softmax(x + prior, -1);
                return log.exp() * (log - x.logsumexp(-1, keepdim: true)) - softmax(x * 0.5, -1);
            }

            // Rows as numbers without keepdim, sizes, a branch on a number.
            [Fused(nameof(RescaledFormula))]
            internal static partial Tensor Rescaled(Tensor x, double floor = 0.2);
            private static Tensor RescaledFormula(Tensor x, double floor)
            {
                var rms = (x.square().sum(-1) / x.shape[^1] + floor).sqrt();
                return x / rms.unsqueeze(-1) * (floor > 0.1 ? Math.Sqrt(x.shape[^1]) : 1.0);
            }

            // All features of w have the same gradient: one number.
            [Fused(nameof(SharedGradientFormula))]
            internal static partial Tensor SharedGradient(Tensor x, [PerFeature] Tensor w);
            private static Tensor SharedGradientFormula(Tensor x, Tensor w) => x - (w - x).mean([-1L], keepdim: true);

            // Two inputs with one and the same gradient.
            [Fused(nameof(TwiceTheSameFormula))]
            internal static partial Tensor TwiceTheSame(Tensor x, Tensor y, [PerFeature] Tensor w, [PerFeature] Tensor v);
            private static Tensor TwiceTheSameFormula(Tensor x, Tensor y, Tensor w, Tensor v) => (x + y) * 0.5 - (w + v);

            // Backward finds the largest again only if it computes it with the same bits.
            [Fused(nameof(LargestOfSumsFormula))]
            internal static partial Tensor LargestOfSums(Tensor x, Tensor y);
            private static Tensor LargestOfSumsFormula(Tensor x, Tensor y)
            {
                var log = (x.abs() + 1).log2();
                return x + log - (log + 0.5 * y.tanh() * log.tanh()).amax([-1L], keepdim: true);
            }

            // Batch normalization: statistics of each feature over the rows.
            [Fused(nameof(BatchFormula))]
            internal static partial Tensor Batch(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps = 0.05);
            private static Tensor BatchFormula(Tensor x, Tensor weight, Tensor bias, double eps)
            {
                var centred = x - x.mean([0L], keepdim: true);
                return centred * rsqrt(centred.square().mean([0L], keepdim: true) + eps) * weight + bias;
            }

            // The gradient of y, a tensor of elements, is a sum over rows as it stands.
            [Fused(nameof(ByColumnFormula))]
            internal static partial Tensor ByColumn(Tensor x, Tensor y);
            private static Tensor ByColumnFormula(Tensor x, Tensor y) => x / (y.mean([0L], keepdim: true).abs() + 0.5);

            // Sums over rows of two tensors, one of them of what the other left.
            [Fused(nameof(ColumnGateFormula))]
            internal static partial (Tensor, Tensor) ColumnGate(Tensor x, Tensor y, [PerFeature] Tensor gain);
            private static (Tensor, Tensor) ColumnGateFormula(Tensor x, Tensor y, Tensor gain)
            {
                var dot = (x * y).sum([0L], keepdim: true) * gain;
                var rest = y - x * dot / (x.square().sum([0L], keepdim: true) + 1);
                return (rest * dot.sigmoid(), x / (rest.abs().mean([0L], keepdim: true) + 0.5));
            }

            // Rows, then columns of what came out.
            [Fused(nameof(BothWaysFormula))]
            internal static partial Tensor BothWays(Tensor x, [PerFeature] Tensor gain, double eps = 0.1);
            private static Tensor BothWaysFormula(Tensor x, Tensor gain, double eps)
            {
                var byRow = x * rsqrt(x.square().mean([-1L], keepdim: true) + eps);
                return byRow / (byRow.square().mean([0L], keepdim: true) + eps).sqrt() * gain;
            }

        """;

    private const string Updates = """

            [Fused(nameof(DescentFormula))]
            internal static partial void Descent([Updated] Tensor p, Tensor g, double lr = 0.1, double decay = 0.01);
            private static Tensor DescentFormula(Tensor p, Tensor g, double lr, double decay) => p * (1 - lr * decay) - lr * g.tanh();

            [Fused(nameof(RowStepFormula))]
            internal static partial void RowStep([Updated] Tensor p, Tensor g, double lr = 0.1, double eps = 1e-6);
            private static Tensor RowStepFormula(Tensor p, Tensor g, double lr, double eps) => p - lr * g / (g.norm(1, keepdim: true) + eps);

            [Fused(nameof(ColumnStepFormula))]
            internal static partial void ColumnStep([Updated] Tensor p, Tensor g, double lr = 0.1, double eps = 1e-6);
            private static Tensor ColumnStepFormula(Tensor p, Tensor g, double lr, double eps) => p - lr * g / (g.square().mean([0L], keepdim: true).sqrt() + eps);

            [Fused(nameof(RowMomentumFormula))]
            internal static partial void RowMomentum([Updated] Tensor p, Tensor g, [Updated] Tensor m, double lr = 0.1, double beta = 0.9);
            private static (Tensor m, Tensor p) RowMomentumFormula(Tensor p, Tensor g, Tensor m, double lr, double beta)
            {
                var momentum = beta * m + (1 - beta) * g;
                return (momentum, p - lr * momentum / momentum.square().mean([1L], keepdim: true).sqrt().clamp_min(1e-8));
            }

            [Fused(nameof(ColumnMomentumFormula))]
            internal static partial void ColumnMomentum([Updated] Tensor p, Tensor g, [Updated] Tensor m, double lr = 0.1, double beta = 0.9);
            private static (Tensor p, Tensor m) ColumnMomentumFormula(Tensor p, Tensor g, Tensor m, double lr, double beta)
            {
                var momentum = beta * m + g;
                var centred = momentum - momentum.mean([0L], keepdim: true);
                return (p - lr * centred / (centred.norm(0, keepdim: true) + 1e-6) - lr * 0.1 * p, momentum);
            }

            [Fused(nameof(ScaledFormula))]
            internal static partial void Scaled([Updated] Tensor p, Tensor g, [PerFeature] Tensor rate, double lr = 0.1);
            private static Tensor ScaledFormula(Tensor p, Tensor g, Tensor rate, double lr) => p - lr * rate * g / (g.abs().amax([1L], keepdim: true) + 0.5);

            // Whole-tensor numbers in a first sweep: the norm, the largest entry, a dot product.
            [Fused(nameof(ClippedToNormFormula))]
            internal static partial void ClippedToNorm([Updated] Tensor p, Tensor g, double lr = 0.1, double largest = 1.5);
            private static Tensor ClippedToNormFormula(Tensor p, Tensor g, double lr, double largest)
            {
                var clipped = g * (largest / g.square().sum().sqrt()).clamp_max(1) / (1 + g.abs().amax([0L, 1L]));
                return p - lr * (clipped - p * (p * g).sum() / (p.square().sum() + 1));
            }

            // Adafactor's state: one number a row and one a column.
            [Fused(nameof(FactoredFormula))]
            internal static partial void Factored([Updated] Tensor p, Tensor g, [Updated, PerRow] Tensor rows, [Updated, PerFeature] Tensor columns, double lr = 0.1, double decay = 0.8);
            private static (Tensor p, Tensor rows, Tensor columns) FactoredFormula(Tensor p, Tensor g, Tensor rows, Tensor columns, double lr, double decay)
            {
                var newRows = decay * rows + (1 - decay) * g.square().mean([1L]);
                var newColumns = decay * columns + (1 - decay) * g.square().mean([0L]);
                return (p - lr * g * rsqrt((newRows.abs() + 0.1).unsqueeze(-1) * (newColumns.abs() + 0.1)), newRows, newColumns);
            }
        """;
}
