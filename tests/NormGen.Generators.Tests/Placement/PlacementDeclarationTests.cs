using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Placement;

/// <summary>The ways a block can be declared; each compiles without a warning and runs.</summary>
public class PlacementDeclarationTests
{
    private const string Body = """
        [Sublayer] private readonly FeedForward a = new(4);
        public Block() : base("") { InitializeNorms(4); RegisterComponents(); }
        public override partial Tensor forward(Tensor x);
        """;

    [Theory]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { " + Body + " }", "Block")]
    [InlineData("[PreLN] internal sealed partial class Block : nn.Module<Tensor, Tensor> { " + Body + " }", "Block")]
    [InlineData("public partial struct Outer { internal partial interface IMiddle<T> { [PeriLN] private partial class Block : nn.Module<Tensor, Tensor> { " + Body + " } } public static object New() => IMiddle<int>.New(); internal partial interface IMiddle<T> { internal static object New() => new Block(); } }", "Outer")]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [Sublayer] private readonly FeedForward @event = new(4); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public override partial Tensor forward(Tensor @params); }", "Block")]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [Sublayer(NormIn = \"class\")] private readonly FeedForward a = new(4); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public override partial Tensor forward(Tensor n); }", "Block")]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [Sublayer(NormIn = \"0\")] private readonly FeedForward a = new(4); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public override partial Tensor forward(Tensor f1); }", "Block")]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [Sublayer] public FeedForward Inner { get; } = new(4); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public override partial Tensor forward(Tensor x); }", "Block")]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [field: Sublayer] public FeedForward Inner { get; } = new(4); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public override partial Tensor forward(Tensor x); }", "Block")]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [Sublayer] private readonly nn.Module<Tensor, Tensor> a = new FeedForward(4); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public override partial Tensor forward(Tensor x); }", "Block")]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [Sublayer] private readonly nn.IModule<Tensor, Tensor> a = new FeedForward(4); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public override partial Tensor forward(Tensor x); }", "Block")]
    [InlineData("[PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [Sublayer] private readonly Sequential a = nn.Sequential(nn.Linear(4, 4), nn.ReLU()); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public override partial Tensor forward(Tensor x); }", "Block")]
    [InlineData("[PreLN] public partial class Block<T> : nn.Module<Tensor, Tensor> where T : nn.Module<Tensor, Tensor>, new() { [Sublayer] private readonly T a = new(); public Block() : base(\"\") { InitializeNorms(4); RegisterComponents(); } public sealed override partial Tensor forward(Tensor x); } public class Id() : FeedForward2; public class FeedForward2 : nn.Module<Tensor, Tensor> { public FeedForward2() : base(\"\") { } public override Tensor forward(Tensor x) => x.alias(); }", "Block`1")]
    [InlineData("[PreLN(Norm = typeof(Own.Norm))] public partial class Block : nn.Module<Tensor, Tensor> { " + Body + " } internal static partial class Own { [NormFormula(typeof(Own), nameof(Gate))] internal sealed class Norm : nn.Module<Tensor, Tensor> { internal Norm(long n) : base(\"\") { gain = nn.Parameter(ones(n)); RegisterComponents(); } public readonly Parameter gain; public override Tensor forward(Tensor x) => Gate(x, gain); } [Fused(nameof(GateFormula))] internal static partial Tensor Gate(Tensor x, [PerFeature] Tensor gain, double eps = 1e-6); private static Tensor GateFormula(Tensor x, Tensor gain, double eps) => x * gain * rsqrt(x.square().sum([-1], keepdim: true) + eps); }", "Block")]
    public void BlocksCanBeDeclaredThisWay(string text, string type)
    {
        using var everything = NewDisposeScope();
        var assembly = BlockSources.RunSample(text).Load();
        var declared = assembly.GetType("Sample." + type, throwOnError: true)!;
        if (declared.IsGenericType) declared = declared.MakeGenericType(assembly.GetType("Sample.Id")!);
        var block = (nn.Module<Tensor, Tensor>)(declared.GetMethod("New")?.Invoke(null, null) ?? Activator.CreateInstance(declared)!);
        Assert.Equal([2, 3, 4], block.call(randn(2, 3, 4)).shape);
    }

    [Fact]
    public void SublayersTakeWhatTheyNameAndDefaultsForTheRest()
    {
        using var everything = NewDisposeScope();
        var assembly = BlockSources.RunSample("""
            public enum Mode { None, Shift }

            public sealed class Attention : nn.Module<Tensor, Tensor?, int, double, Tensor>
            {
                public Attention() : base("") { }
                public override Tensor forward(Tensor queries, Tensor? mask, int offset, double factor = 0.5) => (mask is null ? queries : queries * mask) * factor + offset;
            }

            public sealed class Shift
            {
                public Tensor forward(Tensor x, Mode mode = Mode.Shift, string name = "a\"b", float f = 1.5f, long? none = null, char c = '\'', uint u = 3, bool on = true)
                    => mode == Mode.Shift && name == "a\"b" && f == 1.5f && none is null && c == '\'' && u == 3 && on ? x + 1 : throw new InvalidOperationException();
            }

            [PreLN(Norm = typeof(RMSNorm))]
            public partial class Block : nn.Module<Tensor, Tensor?, int, Tensor>
            {
                [Sublayer] private readonly Attention attention = new();
                [Sublayer] private readonly Shift shift = new();
                public Block() : base("") { InitializeNorms(4); RegisterComponents(); }
                public override partial Tensor forward(Tensor x, Tensor? mask, int offset);
            }
            """).Load();
        var block = (nn.Module<Tensor, Tensor?, int, Tensor>)Activator.CreateInstance(assembly.GetType("Sample.Block")!)!;
        var x = randn(3, 4, dtype: ScalarType.Float64);
        block.to(ScalarType.Float64);
        var epsilon = Math.Pow(2, -52);
        var mask = rand(3, 4, dtype: ScalarType.Float64);
        foreach (var given in new[] { mask, null })
        {
            var middle = x + Norm(x) * (given ?? ones(1, dtype: ScalarType.Float64)) * 0.5 + 7;
            var expected = middle + Norm(middle) + 1;
            Assert.True((block.call(x, given, 7) - expected).abs().max().item<double>() < 1e-12);
        }

        Tensor Norm(Tensor v) => v / (v.square().mean([-1], keepdim: true) + epsilon).sqrt();
    }

    [Fact]
    public void DefaultsOfTheBlockStandOnTheDeclarationOnly()
    {
        var run = BlockSources.RunSample("""
            [PreLN]
            public partial class Block : nn.Module<Tensor, Tensor, Tensor>
            {
                [Sublayer] private readonly Mixer mixer = new(4);
                public Block() : base("") { InitializeNorms(4); RegisterComponents(); }
                public override partial Tensor forward(Tensor x, Tensor mask = null!);
            }
            """);
        Assert.Empty(run.Problems);
        Assert.DoesNotContain("= null", run.Files["Sample.Block.Placement.g.cs"]);
    }

    [Fact]
    public void EqualJointsOfACompilationAreOneClass()
    {
        var run = BlockSources.Run([BlockSources.Sublayers, .. from i in Enumerable.Range(0, 5) select BlockSources.Block("[PeriLN(Norm = typeof(RMSNorm))]", "Block" + i)]);
        Assert.Equal(
            ["NormGen.Generated.RMSNormPeriJoint.g.cs", "NormGen.Generated.RMSNormPeriLastJoint.g.cs"],
            run.Files.Keys.Where(k => k.StartsWith("NormGen.Generated.", StringComparison.Ordinal)).Order());
        Assert.Empty(run.Problems);
    }
}
