using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Placement;

/// <summary>One selector for the norm: every norm over features in every placement, fused and called as a module, against the placement written with the norms themselves.</summary>
public class NormSelectorTests
{
    private const long Width = 6;
    private static readonly string[] Placements = ["PreLN", "PostLN", "PeriLN", "OutputNorm", "MixLN"];

    /// <summary>The norm's name in tests, how it is chosen, and whether joints with it are kernels.</summary>
    private static readonly (string Name, string Chosen, bool IsFused)[] Norms =
    [
        ("Rms", "typeof(RMSNorm)", true), ("Layer", "typeof(FusedLayerNorm)", true), ("Crms", "typeof(CRMSNorm)", true), ("L1", "typeof(L1LayerNorm)", true), ("Own", "typeof(OwnNorm)", true),
        ("Method", "typeof(OwnNorms), Method = nameof(OwnNorms.CosineGate), Eps = 1e-4", true), ("Library", "typeof(Norms), Method = nameof(Norms.LayerNormWithoutAffine), Eps = 1e-5", true),
        ("Tokens", "typeof(PowerNormV)", false), ("Power", "typeof(PowerNorm)", false),
    ];

    private const string Own = """
        using NormGen.Modules;
        using TorchSharp.Modules;

        namespace Sample;

        public static partial class OwnNorms
        {
            [Fused(nameof(CosineGateFormula))]
            public static partial Tensor CosineGate(Tensor x, [PerFeature] Tensor gain, [PerFeature(Initial = 0)] Tensor offset, double eps, double power = 2);

            private static Tensor CosineGateFormula(Tensor x, Tensor gain, Tensor offset, double eps, double power)
                => x * (x * gain).sum([-1L], keepdim: true) * rsqrt(x.square().sum([-1L], keepdim: true) + eps) / power + offset;
        }

        [NormFormula(typeof(OwnNorms), nameof(OwnNorms.CosineGate))]
        public sealed class OwnNorm : nn.Module<Tensor, Tensor>
        {
            public OwnNorm(long features) : base(nameof(OwnNorm)) { (gain, offset) = (nn.Parameter(ones(features)), nn.Parameter(zeros(features))); RegisterComponents(); }
            public Parameter gain { get; set; }
            public Parameter offset { get; set; }
            public double eps => 1e-5;
            public override Tensor forward(Tensor x) => OwnNorms.CosineGate(x, gain, offset, eps);
        }
        """;

    private static readonly Lazy<Assembly> Library = new(() => BlockSources.Run(
    [
        BlockSources.Sublayers,
        Own,
        .. from placement in Placements
           from norm in Norms
           from fuse in new[] { true, false }
           let source = BlockSources.Block($"[{placement}(Norm = {norm.Chosen}{(fuse ? "" : ", Fuse = false")})]", placement + norm.Name + fuse)
           select placement == "MixLN" ? source.Replace("InitializeNorms(width)", "InitializeNorms(width, 0, depth)").Replace("[MixLN(", "[MixLN(1, ") : source,
    ]).Load());

    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, bool>();
            foreach (var placement in Placements)
                foreach (var (norm, _, _) in Norms)
                    foreach (var fuse in new[] { true, false })
                        cases.Add(placement, norm, fuse);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ABlockIsItsPlacementWrittenWithItsNorms(string placement, string norm, bool fuse)
    {
        using var everything = NewDisposeScope();
        var block = (nn.Module<Tensor, Tensor, Tensor>)Activator.CreateInstance(Library.Value.GetType($"Sample.{placement}{norm}{fuse}", throwOnError: true)!, Width, 1)!;
        block.to(ScalarType.Float64);
        manual_seed(11);
        using (no_grad())
        {
            foreach (var parameter in block.parameters()) parameter.add_(randn_like(parameter) * 0.3);
        }

        // A norm with running statistics changes with each call in training.
        block.eval();
        foreach (var shape in new long[][] { [2, 5, Width], [3, Width] })
        {
            var x = randn(shape, dtype: ScalarType.Float64, requires_grad: true);
            var (mask, dy) = (rand(shape, dtype: ScalarType.Float64), randn(shape, dtype: ScalarType.Float64));
            Tensor[] inputs = [x, .. block.parameters()];
            var theirs = Step(block, placement, Step(block, placement, x, "mixer", n => Child<nn.Module<Tensor, Tensor, Tensor>>(block, "mixer").call(n, mask)), "feedForward", Child<nn.Module<Tensor, Tensor>>(block, "feedForward").call);
            var ours = block.call(x, mask);
            AssertClose(theirs, ours);
            var (wanted, given) = (autograd.grad([theirs], inputs, [dy]), autograd.grad([ours], inputs, [dy]));
            for (var i = 0; i < inputs.Length; i++) AssertClose(wanted[i], given[i]);
        }
    }

    [Fact]
    public void JointsAreKernelsWhereTheNormIsOneOfRows()
    {
        foreach (var (name, chosen, isFused) in Norms)
        {
            var run = BlockSources.Run(BlockSources.Sublayers, Own, BlockSources.Block($"[PeriLN(Norm = {chosen})]"));
            Assert.Equal(isFused, run.Files.Keys.Any(file => file.StartsWith("NormGen.Generated.", StringComparison.Ordinal) && file.Contains("PeriJoint")));
            Assert.Equal(isFused ? 0 : 1, CodeModel.Placement.BlockReader.Read(run.Output.GetTypeByMetadataName("Sample.Block")!, run.Output, default)!.Complaints.Count(c => c.Problem == CodeModel.Placement.PlacementProblem.NotFused));
            _ = name;
        }
    }

    [Fact]
    public void AMethodsParametersAreNamedInTheStateAndStartAsItSays()
    {
        using var everything = NewDisposeScope();
        var block = (nn.Module)Activator.CreateInstance(Library.Value.GetType("Sample.PreLNMethodTrue", throwOnError: true)!, Width, 1)!;
        var state = block.state_dict();
        Assert.Equal(Enumerable.Repeat(1f, (int)Width), state["mixer_norm.gain"].data<float>().ToArray());
        Assert.Equal(Enumerable.Repeat(0f, (int)Width), state["feedForward_norm.offset"].data<float>().ToArray());
    }

    private static Tensor Step(nn.Module block, string placement, Tensor x, string sublayer, Func<Tensor, Tensor> f)
    {
        Func<Tensor, Tensor> Norm(string end) => Child<nn.Module<Tensor, Tensor>>(block, sublayer + "_norm" + end).call;
        return placement switch
        {
            "PreLN" => x + f(Norm("")(x)),
            "PeriLN" => x + Norm("_out")(f(Norm("_in")(x))),
            "OutputNorm" => x + Norm("")(f(x)),
            _ => Norm("")(x + f(x)),
        };
    }

    private static T Child<T>(nn.Module block, string name)
        where T : nn.Module
        => (T)block.named_children().Single(child => child.name == name).module;

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().item<double>() / Math.Max(expected.abs().max().item<double>(), 1e-30);
        Assert.True(error < 1e-10, $"relative error {error:E2}");
    }
}
