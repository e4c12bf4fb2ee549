using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Generators.Fused;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas that call fused methods of another assembly, of which a compilation sees metadata alone: the graph travels in an attribute, whatever it is over.</summary>
public class OtherAssemblyTests
{
    private const string Norms = """
        public static partial class Norms
        {
            [Fused(nameof(BatchFormula))] public static partial Tensor Batch(Tensor x, [PerChannel] Tensor weight, double eps = 0.1);
            private static Tensor BatchFormula(Tensor x, Tensor weight, double eps)
                => (x - x.mean([0L, 2L, 3L], keepdim: true)) * rsqrt(x.var([0L, 2L, 3L], unbiased: false, keepdim: true) + eps) * weight.view(1, -1, 1, 1);

            [Fused(nameof(GroupFormula))] public static partial Tensor Group(Tensor x, [PerChannel] Tensor weight, long groups, double eps = 0.1);
            private static Tensor GroupFormula(Tensor x, Tensor weight, long groups, double eps)
            {
                var g = x.reshape(x.shape[0], groups, -1);
                return ((g - g.mean([2L], keepdim: true)) * rsqrt(g.var([2L], unbiased: false, keepdim: true) + eps)).reshape(x.shape).flatten(2).mul(weight.unsqueeze(-1)).view_as(x);
            }

            [Fused(nameof(PositionFormula))] public static partial Tensor Position(Tensor x, double eps = 0.1);
            private static Tensor PositionFormula(Tensor x, double eps) => nn.functional.normalize(x, 2, 1, eps) * x.softmax(1).flatten(2).view_as(x);

            [Fused(nameof(StatisticsFormula))] public static partial (Tensor Normed, Tensor Mean, Tensor Scale) Statistics(Tensor x, [PerInstance] Tensor shift, [PerPosition] Tensor mask);
            private static (Tensor Normed, Tensor Mean, Tensor Scale) StatisticsFormula(Tensor x, Tensor shift, Tensor mask)
            {
                var mean = x.mean([2L, 3L], keepdim: true);
                return ((x - mean) * mask + shift.unsqueeze(-1).unsqueeze(-1), mean.flatten(1), x.square().mean([1L], keepdim: true));
            }

            [Fused(nameof(MaskedFormula))] public static partial Tensor Masked(Tensor x, [PerRow] Tensor weight, [PerFeature] Tensor gain);
            private static Tensor MaskedFormula(Tensor x, Tensor weight, Tensor gain) => x * rsqrt(x.square().sum([-1L], keepdim: true) / x.shape[^1] + 0.1) * weight.unsqueeze(-1) * gain;

            [Fused(nameof(ColumnsFormula))] public static partial Tensor Columns(Tensor x);
            private static Tensor ColumnsFormula(Tensor x) => x / (x.std(0, unbiased: false, keepdim: true) + 0.1);

            [Fused(nameof(MeanFormula))] public static partial Tensor RowMean(Tensor x);
            private static Tensor MeanFormula(Tensor x) => x.mean([-1L]) + x.amax([-1L]);
        }
        """;

    private const string Formulas = """
            [Fused(nameof(BatchFormula))] internal static partial Tensor Batch(Tensor x, Tensor y, [PerChannel] Tensor w);
            private static Tensor BatchFormula(Tensor x, Tensor y, Tensor w) => x + Norms.Batch(y, w).sigmoid();

            [Fused(nameof(GroupFormula))] internal static partial Tensor Group(Tensor x, [PerChannel] Tensor w, long parts = 2);
            private static Tensor GroupFormula(Tensor x, Tensor w, long parts) => x + Norms.Group(x.tanh(), w * 2, parts, 0.2);

            // In channels that are cut into groups here, and are not there.
            [Fused(nameof(GroupOfOthersFormula))] internal static partial Tensor GroupOfOthers(Tensor x, [PerChannel] Tensor w);
            private static Tensor GroupOfOthersFormula(Tensor x, Tensor w) => Norms.Position(Norms.Group(Norms.Batch(x, w), w, 2));

            [Fused(nameof(UnmarkedFormula))] internal static partial Tensor Unmarked(Tensor x);
            private static Tensor UnmarkedFormula(Tensor x) => Norms.Position(x) * 2;

            [Fused(nameof(StatisticsFormula))] internal static partial (Tensor, Tensor, Tensor) Statistics(Tensor x, [PerInstance] Tensor s, [PerPosition] Tensor m);
            private static (Tensor, Tensor, Tensor) StatisticsFormula(Tensor x, Tensor s, Tensor m)
            {
                var (normed, mean, scale) = Norms.Statistics(x, s, m);
                return (normed * scale + mean.unsqueeze(-1).unsqueeze(-1), mean + s, scale);
            }

            [Fused(nameof(MaskedFormula))] internal static partial Tensor Masked(Tensor x, [PerRow] Tensor v, [PerFeature] Tensor w);
            private static Tensor MaskedFormula(Tensor x, Tensor v, Tensor w) => Norms.Masked(x, v, w) + Norms.RowMean(x).unsqueeze(-1);

            // An argument that is the same all along a row, or for all rows.
            [Fused(nameof(ExpandedFormula))] internal static partial Tensor Expanded(Tensor x, [PerRow] Tensor v, [PerFeature] Tensor w);
            private static Tensor ExpandedFormula(Tensor x, Tensor v, Tensor w) => x * Norms.Masked(v.unsqueeze(-1).expand_as(x), v, w) + Norms.Columns(w.expand_as(x)) + Norms.Masked(w.expand_as(x), v, w);

            [Fused(nameof(FeatureGroupsFormula))] internal static partial Tensor FeatureGroups(Tensor x, [PerRow] Tensor v, [PerFeature] Tensor w, long parts = 2);
            private static Tensor FeatureGroupsFormula(Tensor x, Tensor v, Tensor w, long parts)
            {
                var g = x.reshape(-1, parts, x.shape[^1] / parts);
                return Norms.Masked(x * g.softmax(-1).reshape(x.shape), v, w) + NormGen.Modules.Norms.RMSNorm(x, w, 0.1);
            }

            [Fused(nameof(ColumnsFormula))] internal static partial Tensor Columns(Tensor x);
            private static Tensor ColumnsFormula(Tensor x) => Norms.Columns(x) + 1;
        """;

    private static readonly Lazy<MetadataReference> Assembly = new(Compile);

    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile(Formulas, Assembly.Value));

    [Theory]
    [InlineData("Batch", true)]
    [InlineData("Group", true)]
    [InlineData("GroupOfOthers", true)]
    [InlineData("Unmarked", true)]
    [InlineData("Statistics", true)]
    [InlineData("Masked", false)]
    [InlineData("Expanded", false)]
    [InlineData("FeatureGroups", false)]
    [InlineData("Columns", false)]
    public void AreFusedIntoTheCaller(string name, bool hasChannels)
    {
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 }) new Comparison(Library.Value[name] with { HasChannels = hasChannels }, hasChannels ? [3, 4, 5, 6] : [5, 12], type).Check();
    }

    [Theory]
    [InlineData("[Fused(nameof(F))] public static partial Tensor M(Tensor x, [PerFeature] Tensor w); private static Tensor F(Tensor x, Tensor w) => Norms.Position(x) * w;", "must be [PerChannel]")]
    [InlineData("[Fused(nameof(F))] public static partial Tensor M(Tensor x, [PerChannel] Tensor w); private static Tensor F(Tensor x, Tensor w) => Norms.RowMean(x).unsqueeze(-1) + x * w.view(1, -1, 1, 1);", "is one over rows")]
    [InlineData("[Fused(nameof(F))] public static partial Tensor M(Tensor x, [PerChannel] Tensor w); private static Tensor F(Tensor x, Tensor w) => Norms.Group(x, w, 2) + Norms.Group(x, w, 4);", "another number of groups")]
    [InlineData("[Fused(nameof(F))] public static partial Tensor M(Tensor x, [PerChannel] Tensor w); private static Tensor F(Tensor x, Tensor w) => Norms.Batch(x, w) + x.mean([2L, 3L, 4L], keepdim: true);", "4 dimensions")]
    public void WhatDoesNotFitIsSaid(string members, string reason)
    {
        var compilation = TestCompilation.Create($"public static partial class N {{ {members} }}").AddReferences(Assembly.Value);
        var reading = CodeModel.Formulas.FormulaReader.Read(Tests.Formulas.Reading.Method(compilation), compilation, default);
        Assert.Null(reading.Graph);
        Assert.Contains(reading.Complaints, c => c.Arguments.Any(a => a.Contains(reason, StringComparison.Ordinal)));
    }

    private static MetadataReference Compile()
    {
        using var stream = new MemoryStream();
        var output = GeneratorRun.Of(new FusedGenerator(), TestCompilation.Create(Norms)).Output;
        Assert.True(output.Emit(stream).Success);
        stream.Position = 0;
        AssemblyLoadContext.Default.LoadFromStream(stream);
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
