using System.Reflection;
using NormGen.Generators.Placement;
using NormGen.Generators.Tests.Harness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Placement;

/// <summary>Every rule of residual scaling in generated blocks: what they compute, with all gradients, what they begin with, and from which number of branches.</summary>
public class ResidualRuleTests
{
    private const long Width = 6;
    private const int Depth = 8;

    private static readonly (string Name, string Attributes, string Call)[] Blocks =
    [
        ("Constant", "[ScaledResidual(0.25)]", "InitializeNorms()"),
        ("InverseSqrt", "[ScaledResidual(ResidualScale.InverseSqrtBranches)]", "InitializeNorms(depth)"),
        ("Stated", "[ScaledResidual(ResidualScale.InverseSqrtBranches, Depth = 50)]", "InitializeNorms()"),
        ("Counted", "[PreLN, ScaledResidual(ResidualScale.InverseBranches, CountIn = typeof(Tower))]", "InitializeNorms(width)"),
        ("SkipInit", "[ScaledResidual(ResidualScale.SkipInit)]", "InitializeNorms()"),
        ("SkipInitSqrt", "[ScaledResidual(ResidualScale.SkipInit, StartAtInverseSqrtBranches = true)]", "InitializeNorms(depth)"),
        ("ReZero", "[ScaledResidual(ResidualScale.ReZero)]", "InitializeNorms()"),
        ("Fixup", "[ScaledResidual(ResidualScale.Fixup)]", "InitializeNorms(depth)"),
        ("FixupReleased", "[ScaledResidual(ResidualScale.Fixup, AsReleased = true)]", "InitializeNorms(depth)"),
        ("FixupDecoder", "[ScaledResidual(ResidualScale.Fixup, Stack = ResidualStack.Decoder)]", "InitializeNorms(depth, depth)"),
        ("DeepNorm", "[PostLN(Eps = 1e-6), ScaledResidual(ResidualScale.DeepNorm)]", "InitializeNorms(width, depth)"),
        ("DeepNormComposed", "[PostLN(Eps = 1e-6, Fuse = false), ScaledResidual(ResidualScale.DeepNorm)]", "InitializeNorms(width, depth)"),
        ("DeepNormEncoder", "[PostLN(Eps = 1e-6), ScaledResidual(ResidualScale.DeepNorm, Stack = ResidualStack.Encoder, AsReleased = true)]", "InitializeNorms(width, depth, 2 * depth)"),
        ("DeepNormDecoder", "[PostLN(Eps = 1e-6), ScaledResidual(ResidualScale.DeepNorm, Stack = ResidualStack.Decoder)]", "InitializeNorms(width, depth, 2 * depth)"),
        ("Gpt2", "[PreLN(Eps = 1e-6), ScaledResidual(ResidualScale.Gpt2Init)]", "InitializeNorms(width, depth)"),
        ("LayerScale", "[PreLN(Eps = 1e-6), ScaledResidual(ResidualScale.LayerScale)]", "InitializeNorms(width, depth)"),
        ("LayerScaleBare", "[ScaledResidual(ResidualScale.LayerScale, Depth = 30)]", "InitializeNorms(width)"),
    ];

    private static readonly Lazy<Assembly> Library = new(() => BlockSources.Run(
    [
        ResidualRuleSources.Sublayers,
        "using TorchSharp.Modules; namespace Sample; public sealed class Tower : nn.Module<Tensor, Tensor> { readonly ModuleList<Counted> blocks = new(); readonly Counted first = new(6, 0); public Tower() : base(\"\") { for (var i = 0; i < 2 + 4; i++) blocks.Add(new Counted(6, 0)); blocks.Add(new(6, 0)); } public override Tensor forward(Tensor x) => x; }",
        .. Blocks.Select(block => ResidualRuleSources.Block(block.Name, block.Attributes, block.Call)),
    ]).Load());

    public static TheoryData<string> Names => [.. Blocks.Select(block => block.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void NoTwoEmptyLinesFollowEachOther(string name)
    {
        var block = Blocks.Single(block => block.Name == name);
        var run = BlockSources.Run([ResidualRuleSources.Sublayers, ResidualRuleSources.Block(block.Name, block.Attributes.Replace(", CountIn = typeof(Tower)", ", Depth = 8"), block.Call)]);
        Assert.DoesNotContain("\n\n\n", run.Files[$"Sample.{name}.Placement.g.cs"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OutputsAndAllGradientsAreThoseOfTheBlockWrittenByHand(string name)
    {
        using var everything = NewDisposeScope();
        var block = Make(name).to(ScalarType.Float64);
        var parameters = block.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        using (no_grad())
        {
            foreach (var parameter in parameters.Values) parameter.add_(randn_like(parameter) * 0.3);
        }

        foreach (var shape in new long[][] { [2, 5, Width], [3, 2, Width] })
        {
            var x = randn(shape, dtype: ScalarType.Float64, requires_grad: true);
            var dy = randn(shape, dtype: ScalarType.Float64);
            var inputs = parameters.Values.Prepend(x).ToArray();
            var (ours, theirs) = (block.call(x), ByHand(name, block, parameters, x));
            AssertClose(theirs, ours, "output");
            var (ourGradients, theirGradients) = (autograd.grad([ours], inputs, [dy], allow_unused: true), autograd.grad([theirs], inputs, [dy], allow_unused: true));
            var names = parameters.Keys.Prepend("x").ToArray();
            // A key's bias changes no attention: both are then rounding.
            for (var i = 0; i < inputs.Length; i++) AssertClose(theirGradients[i], ourGradients[i], names[i], names[i] == "attention.k.bias" ? 1e-3 : 0);
            using var evaluated = no_grad();
            AssertClose(theirs, block.call(x), "without gradients");
        }
    }

    [Theory]
    [InlineData("Constant", 0.25)]
    [InlineData("InverseSqrt", 0.25)] // 2 sublayers in 8 blocks are 16 branches
    [InlineData("Stated", 0.1)] // in 50 blocks 100
    [InlineData("Counted", 1.0 / 16)] // 1 + 6 + 1 blocks
    [InlineData("DeepNorm", 2)] // (2 · 8)^(1/4)
    public void TheFactorFollowsFromTwoBranchesABlock(string name, double expected) => Assert.Equal(expected, FactorOf(Make(name)), 15);

    [Fact]
    public void TheFactorOfAnEncoderAndADecoderFollowsFromBothDepths()
    {
        Assert.Equal(0.81 * Math.Pow(Math.Pow(8, 4) * 16, 1.0 / 16), FactorOf(Make("DeepNormEncoder")), 14);
        Assert.Equal(Math.Pow(3 * 16, 0.25), FactorOf(Make("DeepNormDecoder")), 14);
    }

    [Theory]
    [InlineData("SkipInit", "attention_alpha:0 feedForward_alpha:0")]
    [InlineData("SkipInitSqrt", "attention_alpha:0.25 feedForward_alpha:0.25")]
    [InlineData("ReZero", "resweight:0")]
    [InlineData("Fixup", "attention_bias:0 attention_scale:1 feedForward_bias:0 feedForward_scale:1")]
    public void LearnedNumbersAreParametersOfOneElement(string name, string expected)
    {
        using var everything = NewDisposeScope();
        var own = Make(name).named_parameters().Where(p => !p.name.Contains('.', StringComparison.Ordinal)).OrderBy(p => p.name, StringComparer.Ordinal).ToList();
        Assert.All(own, p => Assert.Equal([1L], p.parameter.shape));
        Assert.Equal(expected, string.Join(" ", own.Select(p => FormattableString.Invariant($"{p.name}:{p.parameter.item<float>()}"))));
    }

    [Theory]
    [InlineData("LayerScale", 0.1)]
    [InlineData("LayerScaleBare", 1e-6)]
    public void LayerScaleBeginsSmallerInDeeperModels(string name, double expected)
    {
        using var everything = NewDisposeScope();
        var gamma = Make(name).get_parameter("attention_gamma");
        Assert.Equal([Width], gamma!.shape);
        Assert.Equal(expected, gamma[0].item<float>(), 8);
        Assert.Equal(0, gamma.std().item<float>());
    }

    /// <summary>The deviation of each weight, as a multiple of what a rule says; 0 for weights of zeros. Wide, so that it is known to a few per cent.</summary>
    [Theory]
    [InlineData("Gpt2", "q k v up 0.02", "o down 0.005")] // 0.02 / sqrt(16)
    [InlineData("Fixup", "v 0.022097 up 0.022097", "o down 0")] // sqrt(2 / 256) · 16^(-1/2)
    [InlineData("FixupReleased", "v 0.022097 up 0.015625", "o down 0")] // sqrt(2 / 512) · 16^(-1/2)
    [InlineData("FixupDecoder", "v 0.013975 up 0.013975", "o down 0")] // sqrt(2 / 256) · (2 · 8 + 3 · 8)^(-1/2)
    [InlineData("DeepNorm", "q k 0.0625", "v o 0.022097 up down 0.018042")] // sqrt(2 / (in + out)) · (8 · 8)^(-1/4)
    [InlineData("DeepNormDecoder", "q k 0.0625", "v o 0.016790 up down 0.013709")] // sqrt(2 / (in + out)) · (12 · 16)^(-1/4)
    [InlineData("DeepNormEncoder", "q k 0.0625", "v o 0.035938 up down 0.029343")] // sqrt(2 / (in + out)) · 1.15 (8⁴ · 16)^(-1/16)
    public void WeightsBeginWithTheDeviationOfTheRule(string name, string inner, string outer)
    {
        using var everything = NewDisposeScope();
        var block = Make(name, 256);
        var parameters = block.named_parameters().ToDictionary(p => p.name.Split('.') is [_, var layer, "weight"] ? layer : p.name, p => p.parameter);
        var waiting = new List<string>();
        foreach (var word in (inner + " " + outer).Split(' '))
        {
            if (!double.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out var deviation))
            {
                waiting.Add(word);
                continue;
            }

            foreach (var layer in waiting) Assert.Equal(deviation, parameters[layer].std().item<float>(), deviation * 0.02);
            waiting.Clear();
        }

        if (name.StartsWith("Fixup", StringComparison.Ordinal)) Assert.Equal(Uniform(256), parameters["q"].std().item<float>(), 0.001); // as nn.Linear made it
        static double Uniform(double inputs) => 1 / Math.Sqrt(3 * inputs);
    }

    [Fact]
    public void ABranchOfFixupIsNothingInTheBeginning()
    {
        using var everything = NewDisposeScope();
        var x = randn(2, 3, Width);
        Assert.Equal(x.data<float>().ToArray(), Make("Fixup").call(x).data<float>().ToArray());
    }

    [Fact]
    public void AnotherNumberOfBlocksInTheModelWritesTheBlockAgainAndOtherEditsDoNot()
    {
        const string Model = "using TorchSharp.Modules; namespace Sample; public sealed class Tower : nn.Module<Tensor, Tensor> { readonly ModuleList<Block> blocks = new(); public Tower() : base(\"\") { for (var i = 0; i < 7; i++) blocks.Add(new Block(6, 0)); } public override Tensor forward(Tensor x) => x; }";
        var compilation = TestCompilation.Create(ResidualRuleSources.Sublayers, ResidualRuleSources.Block("Block", "[ScaledResidual(ResidualScale.InverseBranches, CountIn = typeof(Tower))]", "InitializeNorms()"), Model);
        var driver = GeneratorRun.Driver(new PlacementGenerator()).RunGenerators(compilation);
        Assert.Contains("InverseBranches(2L * 7)", Text(driver), StringComparison.Ordinal);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(TestCompilation.Parse("public class Unrelated { int f = 1; }", "Unrelated.cs")));
        Assert.Empty(driver.Changed());
        driver = driver.RunGenerators(compilation.Edit("class Tower", "i < 7", "i < 9"));
        Assert.Contains("InverseBranches(2L * 9)", Text(driver), StringComparison.Ordinal);

        static string Text(Microsoft.CodeAnalysis.GeneratorDriver driver) => driver.GetRunResult().GeneratedTrees.Single(tree => tree.FilePath.Contains("Placement", StringComparison.Ordinal) && tree.ToString().Contains("InverseBranches(2L", StringComparison.Ordinal)).ToString();
    }

    [Fact]
    public void TheGradientOfALearnedNumberComesFromTheKernelThatScalesByIt()
    {
        var run = BlockSources.Run(ResidualRuleSources.Sublayers, ResidualRuleSources.Block("Block", "[ScaledResidual(ResidualScale.SkipInit)]", "InitializeNorms()"));
        var joint = run.Files.Single(file => file.Key.Contains("LearnedBareJoint", StringComparison.Ordinal)).Value;
        Assert.Contains("TotalGradients", joint, StringComparison.Ordinal);
        // One pass: dbranch and the sum are read and written together.
        Assert.Single(joint.Split('\n'), line => line.Contains("BackwardPasses = [new(ForParameters: 1) { Sums = [KernelAxes.None] }]", StringComparison.Ordinal));
    }

    private static Tensor ByHand(string name, nn.Module<Tensor, Tensor> block, Dictionary<string, Tensor> p, Tensor x)
    {
        var isPre = p.ContainsKey("attention_norm.weight") && !name.StartsWith("DeepNorm", StringComparison.Ordinal);
        foreach (var sublayer in new[] { "attention", "feedForward" })
        {
            var branch = Branch(sublayer, isPre ? Norm(sublayer, x) : x);
            if (p.TryGetValue(sublayer + "_gamma", out var gamma)) branch = branch * gamma;
            if (p.TryGetValue("resweight", out var shared)) branch = branch * shared;
            if (p.TryGetValue(sublayer + "_alpha", out var alpha)) branch = branch * alpha;
            if (p.TryGetValue(sublayer + "_scale", out var scale)) branch = branch * scale + p[sublayer + "_bias"];
            x = name.StartsWith("DeepNorm", StringComparison.Ordinal) ? Norm(sublayer, x * FactorOf(block) + branch) : HasFactor(block) ? x + branch * FactorOf(block) : x + branch;
        }

        return x;

        Tensor Norm(string sublayer, Tensor value) => nn.functional.layer_norm(value, [Width], p[sublayer + "_norm.weight"], p[sublayer + "_norm.bias"], name == "Counted" ? 1e-5 : 1e-6);

        Tensor Map(string layer, Tensor value) => nn.functional.linear(value, p[layer + ".weight"], p[layer + ".bias"]);

        Tensor Branch(string sublayer, Tensor value)
        {
            if (sublayer == "feedForward") return Map("feedForward.down", nn.functional.gelu(Map("feedForward.up", value)));
            var (q, k, v) = (Map("attention.q", value), Map("attention.k", value), Map("attention.v", value));
            return Map("attention.o", (q.matmul(k.transpose(-2, -1)) / Math.Sqrt(Width)).softmax(-1).matmul(v));
        }
    }

    private static FieldInfo? Factor(nn.Module block) => block.GetType().GetField("residualScale", BindingFlags.NonPublic | BindingFlags.Instance);

    private static bool HasFactor(nn.Module block) => Factor(block) is not null;

    private static double FactorOf(nn.Module block) => (double)Factor(block)!.GetValue(block)!;

    private static nn.Module<Tensor, Tensor> Make(string name, long width = Width)
        => (nn.Module<Tensor, Tensor>)Activator.CreateInstance(Library.Value.GetType("Sample." + name, throwOnError: true)!, width, Depth)!;

    private static void AssertClose(Tensor expected, Tensor actual, string what, double floor = 0)
    {
        if (expected is null || expected.IsInvalid)
        {
            Assert.True(actual is null || actual.IsInvalid, what);
            return;
        }

        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().item<double>() / Math.Max(expected.abs().max().item<double>(), Math.Max(floor, 1e-30));
        Assert.True(error < 1e-10, $"{what}: relative error {error:E2}");
    }
}
