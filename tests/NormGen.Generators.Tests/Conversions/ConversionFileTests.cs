using Microsoft.CodeAnalysis;
using NormGen.Generators.Conversions;
using NormGen.Generators.Placement;
using NormGen.Generators.Tests.Harness;
using NormGen.Generators.Tests.Roles;

namespace NormGen.Generators.Tests.Conversions;

/// <summary>The text of generated conversions: what reads and what writes the stream, and what an edit makes of it.</summary>
public sealed class ConversionFileTests
{
    private const string Net = ModelSources.Usings + """
        [PreRMSNorm]
        [CRMSNorm]
        public partial class Net : Module<Tensor, Tensor>
        {
            private readonly Embedding table = Embedding(8, 4);
            private readonly Parameter positions = Parameter(zeros(16, 4));
            private readonly ModuleList<Layer> layers;
            private readonly FusedLayerNorm last = torch.nn.FusedLayerNorm(4);
            private readonly Linear head = Linear(4, 8);
            public Net(int depth) : base("Net") { layers = new ModuleList<Layer>(Enumerable.Range(0, depth).Select(_ => new Layer(4)).ToArray()); RegisterComponents(); }
            public override Tensor forward(Tensor tokens)
            {
                var x = table.call(tokens) + positions[TensorIndex.Slice(0, tokens.size(1))];
                foreach (var layer in layers) x = layer.call(x);
                return head.call(last.call(x));
            }
        }

        public sealed class Layer : Module<Tensor, Tensor>
        {
            private readonly FusedLayerNorm norm;
            private readonly Linear gate, up, down;
            public Layer(long width) : base("Layer") { norm = torch.nn.FusedLayerNorm(width); gate = Linear(width, 9); up = Linear(width, 9); down = Linear(9, width); RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var n = norm.call(x);
                return x + down.call(functional.silu(gate.call(n)) * up.call(n));
            }
        }
        """;

    private const string Block = ModelSources.Usings + """
        [PreLN]
        public partial class Block : Module<Tensor, Tensor>
        {
            [Sublayer] private readonly Linear one;
            [Sublayer] private readonly Linear two;
            public Block(long width) : base("Block") { one = Linear(width, width); two = Linear(width, width); InitializeNorms(width); RegisterComponents(); }
            public override partial Tensor forward(Tensor x);
        }
        """;

    private const string Gained = ModelSources.Usings + """
        [PreRMSNorm]
        public partial class Net : Module<Tensor, Tensor>
        {
            private readonly Embedding table = Embedding(8, 4);
            private readonly Block block = new(4);
            private readonly FusedLayerNorm last = torch.nn.FusedLayerNorm(4);
            private readonly Linear head = Linear(4, 8);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor tokens) => head.call(last.call(block.call(table.call(tokens))));
        }

        [PreLN]
        public partial class Block : Module<Tensor, Tensor>
        {
            [Sublayer(Scale = nameof(gamma))] private readonly Linear one;
            [Sublayer] private readonly Linear two;
            private readonly Parameter gamma;
            public Block(long width) : base("Block") { one = Linear(width, width); two = Linear(width, width); gamma = Parameter(torch.ones(width)); InitializeNorms(width); RegisterComponents(); }
            public override partial Tensor forward(Tensor x);
        }
        """;

    [Fact]
    public void The_file_lists_norms_readers_and_writers_and_compiles_without_a_warning()
    {
        var run = GeneratorRun.Of(new ConversionGenerator(), TestCompilation.Create(Net));
        Assert.Equal(["Net.Conversion.g.cs"], run.Files.Keys);
        var text = run.Files.Values.Single();
        foreach (var line in new[] { "layers.*.norm: gain and offset go into layers.*.gate, layers.*.up", "last: gain and offset go into head", "table writes: less its mean over the features", "positions writes: less its mean over the features", "layers.*.down writes: less its mean over the features" })
            Assert.Contains($"//   {line}\n", text, StringComparison.Ordinal);
        Assert.Contains("new(\"layers.*.norm\", \"layers.*.gate\", \"layers.*.up\"),", text, StringComparison.Ordinal);
        foreach (var member in new[] { "public void ConvertToPreRMSNorm(bool fold = true)", "public void ConvertToPreCRMSNorm()", "public void LoadPreLN(string location)", "WithRecentring(" }) Assert.Contains(member, text, StringComparison.Ordinal);
        Assert.Empty(run.Problems);
    }

    [Theory]
    [InlineData("head.call(last.call(x))", "head.call(last.call(x)) + x.sum()")]
    [InlineData("foreach (var layer in layers) x = layer.call(x);", "foreach (var layer in layers) x = layer.call(x).relu();")]
    public void What_is_not_proved_is_not_written(string text, string replacement) => Assert.Empty(GeneratorRun.Of(new ConversionGenerator(), TestCompilation.Create(Net).Edit("class Net ", text, replacement)).Files);

    [Fact]
    public void Dropout_on_the_stream_leaves_out_the_training_alone()
    {
        var text = GeneratorRun.Of(new ConversionGenerator(), TestCompilation.Create(Net).Edit("class Net ", "foreach", "x = functional.dropout(x, 0.1); foreach")).Files.Values.Single();
        Assert.Contains("ConvertToPreRMSNorm(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("WithRecentring(global", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_gets_the_forms_of_its_norms_only_where_a_model_is_converted()
    {
        var alone = GeneratorRun.Of(new PlacementGenerator(), TestCompilation.Create(Block));
        Assert.DoesNotContain(alone.Files.Keys, name => name.Contains("CRMSNorm", StringComparison.Ordinal));
        Assert.DoesNotContain("FormOf", alone.Files["Block.Placement.g.cs"], StringComparison.Ordinal);
        var beside = GeneratorRun.Of([new PlacementGenerator(), new ConversionGenerator()], TestCompilation.Create(Block, Net));
        Assert.Contains("case global::NormGen.Modules.LayerNormForm.Compressed: return this.ForwardCompressed(x);", beside.Files["Block.Placement.g.cs"], StringComparison.Ordinal);
        Assert.Contains(beside.Files.Keys, name => name.Contains("CRMSNormPreJoint", StringComparison.Ordinal));
        Assert.Empty(beside.Problems);
    }

    [Fact]
    public void A_branch_with_gains_is_recentred_by_its_block_where_weights_are_not_and_keeps_the_training()
    {
        var run = GeneratorRun.Of([new PlacementGenerator(), new ConversionGenerator()], TestCompilation.Create(Gained));
        var (net, block) = (run.Files["Net.Conversion.g.cs"], run.Files["Block.Placement.g.cs"]);
        Assert.Contains("new(\"block.one\", \"block.gamma\") { IsRecentredInForward = true },", net, StringComparison.Ordinal);
        Assert.Contains("new(\"block.two\"),", net, StringComparison.Ordinal);
        Assert.Contains("WithRecentring(global", net, StringComparison.Ordinal);
        foreach (var (form, joint) in new[] { ("RootMeanSquare", "RMSNormWithoutAffinePreJoint_Bias_Gain_Centred"), ("Compressed", "CRMSNormPreJoint_Bias_Gain"), ("Shifted", "ShiftedRMSNormPreJoint_Bias_Gain_Centred") })
        {
            Assert.Contains($"private global::TorchSharp.torch.Tensor Forward{form}(global::TorchSharp.torch.Tensor x)", block, StringComparison.Ordinal);
            Assert.Contains($"NormGen.Generated.{joint}.Run(", block, StringComparison.Ordinal);
        }

        Assert.Contains("// RMSNormWithoutAffinePreJoint_Bias_Gain_Centred: Pre-LN between two sublayers: the sublayer's bias, a factor a feature, less the mean, residual addition, then the next sublayer's norm.", run.Files["NormGen.Generated.RMSNormWithoutAffinePreJoint_Bias_Gain_Centred.g.cs"], StringComparison.Ordinal);
        Assert.Empty(run.Problems);
    }

    [Fact]
    public void An_edit_that_moves_nothing_leaves_the_file_cached_and_one_that_does_writes_it_again()
    {
        var compilation = TestCompilation.Create(Net);
        var driver = GeneratorRun.Driver(new ConversionGenerator()).RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.Edit("class Net ", "var x = table", "/* tokens */ var x = table"));
        Assert.Empty(driver.Changed());
        Assert.All(driver.Steps(ConversionTrackingNames.Write), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        driver = driver.RunGenerators(compilation.Edit("class Net ", " + positions[TensorIndex.Slice(0, tokens.size(1))]", ""));
        Assert.Equal(["Net.Conversion.g.cs"], driver.Changed());
    }

    [Fact]
    public void Nothing_of_an_old_compilation_is_kept_alive() => DriverSteps.AssertKeepsNothingOld(new ConversionGenerator(), () => TestCompilation.Create(Net));
}
