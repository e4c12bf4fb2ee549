using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Each operation in the words that TorchSharp has for it, as one formula: fused, and the same numbers as TorchSharp's own, gradients too. x and y are rows, w is per feature (or per channel), eps is 0.1 and n is 2.</summary>
public class SpellingTests
{
    private static readonly string[] OfRows =
    [
        // Norms.
        "nn.functional.normalize(x, 2, -1)", "nn.functional.normalize(x, p: 2, dim: -1, eps: 1e-6)", "nn.functional.normalize(x, dim: -1, eps: eps, p: 1)", "nn.functional.normalize(x)", "nn.functional.normalize(x, dim: 0)",
        "x / x.norm(-1, true)", "x / x.norm(-1, keepdim: true, p: 2f)", "x / (x.norm(-1, true, 1f) + eps)", "x / x.norm()", "x * (1 / (torch.norm(x, -1, true, 2f) + eps))", "x / (torch.linalg.vector_norm(x, 2.0, new long[] { -1L }, keepdim: true) + eps)",
        "x / (torch.linalg.vector_norm(x, dims: [-1L], keepdim: true, ord: 2) + eps)", "x / (x.abs().amax([-1L], keepdim: true) + eps)",

        // Deviations.
        "x / (x.std(-1, true, true) + eps)", "x / (x.std([-1L], unbiased: false, keepdim: true) + eps)", "x / (torch.std(x, -1, false, true) + eps)", "x / (x.std(-1) + eps).unsqueeze(-1)", "x / (x.std() + eps)", "x / (x.std(unbiased: false) + eps)", "x / (torch.var(x) + eps)",
        "x / (x.var((0, 1)) + eps)", "x / (x.var((0L, 1L)) + eps)", "x / (x.var(keepdim: true, dimensions: [-1L], unbiased: false) + eps).sqrt()",
        "(x - torch.var_mean(x, [-1L], false, true).mean) * torch.rsqrt(torch.var_mean(x, [-1L], false, true).var + eps)", "(x - torch.std_mean(x, -1, false, true).mean) / (torch.std_mean(x, -1, false, true).std + eps)",

        // Dimensions.
        "x - x.mean([1], keepdim: true)", "x - x.mean([1L], keepdim: true)", "x - x.mean(new[] { -1L }, true)", "x - x.mean(dimensions: [-1], keepdim: true)", "x - x.mean([-1L]).unsqueeze(-1)", "x - x.mean()", "x - torch.sum(x)", "x - x.sum(1, true)", "x - x.sum(-1L, true)",
        "x - x.sum(new long[] { 1 }, true)", "x - x.sum([1], true)", "x - x.sum(keepdim: true, dim: 1)", "x - x.sum(dim: [-1L], keepdim: true)", "x - x.sum(0, keepdim: true)", "x - x.amax(dims: [-1L], keepdim: true)", "x - torch.amax(x, [1L], true)", "x - x.amin(new long[] { -1 }, true)", "x - x.amax()", "x - x.max()", "x - torch.min(x)",
        "x.softmax(1)", "nn.functional.softmax(x, dim: -1)", "torch.special.softmax(x, -1)", "nn.functional.softmin(x, -1)", "torch.softmax(x / eps, -1)", "x - torch.logsumexp(x, -1, true)",

        // Sizes and views.
        "x.size(1) * x", "x / x.shape[1]", "x / x.size()[^1]", "x * x.size(0)", "x / Math.Sqrt(x.shape[^1])", "x.reshape(-1, x.size(-1)).softmax(-1).reshape(x.shape)", "x.view(-1, x.size(1)).softmax(-1).view_as(x)", "x.view([-1, x.size(1)]).softmax(-1).view_as(x)", "w.unsqueeze(0) * x", "w.reshape(1, -1) * x",
        "x.mean([-1L], true).squeeze(-1).unsqueeze(-1) * x", "x.mean([-1L], true).broadcast_to(x.shape) * x", "x.numel() * y + x.mean()",

        // Pointwise.
        "x.square() + x.pow(2) + x * x + torch.pow(x, 2.0)", "torch.pow(2, x)", "x.pow(4)", "x.pow(0)", "torch.addcmul(x, y, w, eps)", "x.addcmul(y, w, 0.5)", "torch.addcdiv(x, y, w.abs() + 1, eps)", "torch.lerp(x, y, w.sigmoid())", "torch.lerp(x, y, torch.tensor(0.25))", "torch.add(right: y, left: x)", "torch.sub(1, x)",
        "torch.rsqrt(x.square().mean([-1L], keepdim: true) + eps) * x", "x * (x.square().mean([-1L], keepdim: true) + eps).rsqrt()", "x * rsqrt(torch.mean(x.pow(2), [-1], true) + eps)", "torch.special.exp2(x)", "x.positive().frac()", "torch.round(x * 4) / 4",

        // Bounds.
        "torch.clamp(x, max: 1, min: -1)", "x.clamp(-eps, eps)", "torch.clamp_min(x, 0)", "torch.maximum(x, torch.tensor(eps))", "torch.maximum(x, torch.zeros_like(x))", "torch.maximum(x, eps)", "torch.fmax(x, y)", "x.fmin(w)", "nn.functional.relu6(x * 4)", "x.relu6()", "nn.functional.threshold(x, 0.5, 2)", "x.threshold(0, 1)",

        // Conditions.
        "torch.where(torch.logical_and(x > 0, y > 0), x, y)", "torch.where((x > 0).logical_or(y > 0), x, y)", "torch.where(torch.logical_xor(x > 0, y > 0), x, y)", "torch.where(torch.logical_not(x > 0), x, y)", "torch.where((x > 0) ^ (y > 0) | ~(x > 1) & (y < 1), x, y)",
        "torch.where((x > 0).bitwise_and(y > 0).bitwise_or((x < -1).bitwise_not()), x, y)", "torch.where(x.gt(y), x, y)", "torch.where(torch.ge(x, y), x, 0)", "torch.where(x.ne(0), x, eps)", "torch.where(x > y, 1.0, x)", "torch.where(x.isnan() | x.isinf(), torch.zeros_like(x), x)", "torch.where(torch.isfinite(x), x, y)",
        "x.masked_fill(y > 0, 0)", "x.masked_fill(w > 0, eps)", "x.masked_fill(mask: y < -1, value: double.NegativeInfinity).softmax(-1)", "(x > 0).to(x.dtype) * y", "(x > 0) * y", "torch.where(x > 0, x, torch.tensor(0.0, dtype: x.dtype, device: x.device))",

        // Activations.
        "nn.functional.celu(x, 1.5)", "x.celu()", "x.celu(0.5)", "nn.functional.selu(x)", "x.selu()", "nn.functional.logsigmoid(x)", "x.log_sigmoid()", "nn.functional.tanhshrink(x)", "nn.functional.softshrink(x)", "nn.functional.softshrink(x, 0.3)", "nn.functional.hardshrink(x, 0.3)", "nn.functional.hardswish(x)",

        // Numbers.
        "x * (Math.Floor(eps * 15) + Math.Ceiling(eps) + Math.Truncate(eps * 27) + Math.Round(eps * 25))", "x * double.Sqrt(eps)", "x * (Math.PI * n)", "x * (1.0 / n)", "x * Math.Sqrt(n)", "x * eps.ToScalar()", "x + eps.ToTensor()", "x + torch.full_like(x, eps)", "x * (eps > 0.05 && n > 1 ? eps : 2)",
    ];

    private static readonly string[] OfStatements =
    [
        "var (v, m) = torch.var_mean(x, -1, unbiased: false, keepdim: true); return (x - m) * torch.rsqrt(v + eps) * w;", "var t = torch.var_mean(x, [-1L], unbiased: false, keepdim: true); return (x - t.Item2) * torch.rsqrt(t.Item1 + eps) * w;",
        "(Tensor s, Tensor m) = torch.std_mean(x, [-1L], unbiased: false, keepdim: true); return (x - m) / (s + eps) * w;", "var (_, m) = torch.var_mean(x, [-1L], unbiased: false, keepdim: true); return x - m;",
        "var h = x; h *= y; h += 1; h /= 2; h -= w; return h;", "x += y; x *= 2; return x;", "using var h = x * 2; return h + y;", "using var scope = NewDisposeScope(); var h = x * 2; return (h + y).MoveToOuterDisposeScope();", "using (var scope = NewDisposeScope()) { var h = x + y; return scope.MoveToOuter(h); }",
        "const double K = 0.5; return x * K;", "const int K = 2; return x * K;", "double k = eps * 2; k += 1; return x * k;", "float k = 0.5f; return x * k;", "return eps > 0 ? x : y;", "Tensor Local(Tensor q) => q * 2; return Local(x);", "static Tensor Local(Tensor q) { return q * 2; } return Local(x);",
    ];

    private static readonly string[] OfChannels =
    [
        "x / (x.std((2, 3), unbiased: false, keepdim: true) + eps)", "x / (x.std((0, 2, 3), unbiased: false, keepdim: true) + eps)", "x / (x.var((2L, 3L), false, true) + eps)", "x.reshape(x.shape[0], x.shape[1], -1).softmax(-1).reshape(x.shape)",
        "x.view(x.size(0), n, -1).softmax(-1).view_as(x) * w.view(1, -1, 1, 1)", "nn.functional.normalize(x)", "nn.functional.normalize(x, dim: 1) * w.view(1, -1, 1, 1)",
    ];

    /// <summary>Without a parameter that says what dimensions are: the formula's own words do.</summary>
    private static readonly string[] OfUnmarked =
    [
        "var g = x.reshape(x.shape[0], n, -1); return ((g - g.mean([2L], keepdim: true)) * rsqrt(g.var(2, false, true) + eps)).reshape(x.shape);", "var (b, c) = (x.shape[0], x.shape[1]); var f = x.reshape(b, c, -1); return ((f - f.mean([2L], keepdim: true)) * rsqrt(f.var(2, false, true) + eps)).reshape(x.shape);",
        "var f = x.flatten(2); return ((f - f.mean([2L], keepdim: true)) * rsqrt(f.var(2, false, true) + eps)).reshape(x.shape);", "return (x - x.mean([1, 2, 3], true)) / (x.std([1, 2, 3], false, true) + eps);",
    ];

    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile(string.Concat(
        OfRows.Select((text, i) => Method("Rows" + i, "[PerFeature]", $"return {text};")).Concat(OfStatements.Select((text, i) => Method("Statements" + i, "[PerFeature]", text)))
            .Concat(OfChannels.Select((text, i) => Method("Channels" + i, "[PerChannel]", $"return {text};"))).Concat(OfUnmarked.Select((text, i) => Method("Unmarked" + i, null, text))))));

    [Fact]
    public void OverRows() => Check("Rows", OfRows, [9, 12]);

    [Fact]
    public void AsStatements() => Check("Statements", OfStatements, [9, 12]);

    [Fact]
    public void OverChannels() => Check("Channels", OfChannels, [3, 4, 5, 6]);

    [Fact]
    public void OverChannelsThatNoParameterNames() => Check("Unmarked", OfUnmarked, [3, 4, 5, 6]);

    private static void Check(string name, string[] formulas, long[] shape)
    {
        for (var i = 0; i < formulas.Length; i++)
        {
            try
            {
                new Comparison(Library.Value[name + i], shape, ScalarType.Float64) { IsWatchedAlike = false }.Check();
            }
            catch (Exception problem) when (problem is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{formulas[i]}: {problem.Message}");
            }
        }
    }

    private static string Method(string name, string? mark, string body) => mark is null
        ? $$"""
            [Fused(nameof({{name}}Formula))] internal static partial Tensor {{name}}(Tensor x, double eps = 0.1, long n = 2);
            private static Tensor {{name}}Formula(Tensor x, double eps, long n) { {{body}} }

        """
        : $$"""
            [Fused(nameof({{name}}Formula))] internal static partial Tensor {{name}}(Tensor x, Tensor y, {{mark}} Tensor w, double eps = 0.1, long n = 2);
            private static Tensor {{name}}Formula(Tensor x, Tensor y, Tensor w, double eps, long n) { {{body}} }

        """;
}
