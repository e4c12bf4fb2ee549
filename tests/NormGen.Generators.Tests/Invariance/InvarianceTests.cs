namespace NormGen.Generators.Tests.Invariance;

/// <summary>Which weights are free of their scale, by which groups and because of which norm, beyond the measured networks.</summary>
public sealed class InvarianceTests
{
    private const string Norm = "readonly LayerNorm norm = LayerNorm(8); ";

    private const string Map = "readonly Linear map = Linear(8, 8, hasBias: false); ";

    [Fact]
    public void A_residual_network_of_convolutions() => Assert.Equal(
        ["conv1.weight: row, bn1", "conv2.weight: row, bn2"],
        InvarianceOf.Rows(
            "readonly Conv2d conv1 = Conv2d(3, 8, 3), conv2 = Conv2d(8, 8, 3, padding: 1); readonly BatchNorm2d bn1 = BatchNorm2d(8), bn2 = BatchNorm2d(8); readonly Linear head = Linear(8, 10);",
            "x = F.relu(bn1.call(conv1.call(x))); x = F.relu(x + bn2.call(conv2.call(x))); return head.call(x.mean([-2, -1]));"));

    [Fact]
    public void A_pre_norm_network_has_none() => Assert.Empty(InvarianceOf.Rows(
        Norm + "readonly Linear up = Linear(8, 32, hasBias: false), down = Linear(32, 8, hasBias: false);",
        "return x + down.call(F.relu(up.call(norm.call(x))));"));

    [Fact]
    public void Modules_in_a_list_stand_for_each_other() => Assert.Equal(
        ["layers.*.map.weight: layer, layers.*.norm"],
        InvarianceOf.Rows("""
            public class Layer : Module<Tensor, Tensor>
            {
                readonly Linear map = Linear(8, 8, hasBias: false); readonly LayerNorm norm = LayerNorm(8);
                public Layer() : base("Layer") => RegisterComponents();
                public override Tensor forward(Tensor x) => x + norm.call(map.call(x));
            }
            public class Net : Module<Tensor, Tensor>
            {
                readonly ModuleList<Layer> layers = new();
                public Net(int depth) : base("Net")
                {
                    for (var i = 0; i < depth; i++) layers.Add(new Layer());
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    foreach (var layer in layers) x = layer.call(x);
                    return x;
                }
            }
            """));

    [Fact]
    public void A_placed_norm_counts() => Assert.Equal(
        ["feedForward.down.weight: layer, feedForward_norm_out"],
        InvarianceOf.Rows("""
            public class FeedForward : Module<Tensor, Tensor>
            {
                readonly Linear up = Linear(8, 32, hasBias: false), down = Linear(32, 8, hasBias: false);
                public FeedForward() : base("FeedForward") => RegisterComponents();
                public override Tensor forward(Tensor x) => down.call(F.gelu(up.call(x)));
            }
            [PeriLN(Norm = typeof(NormGen.Modules.RMSNorm))]
            public partial class Net : Module<Tensor, Tensor>
            {
                [Sublayer] readonly FeedForward feedForward = new();
                public Net() : base("Net") { InitializeNorms(8); RegisterComponents(); }
                public override partial Tensor forward(Tensor x);
            }
            """));

    [Fact]
    public void A_scale_on_the_branch_of_a_block_cancels_nowhere_and_its_matrix_behind_the_norm_still_does() => Assert.Equal(["feedForward.down.weight: layer, feedForward_norm_out"], InvarianceOf.Rows("""
            public class FeedForward : Module<Tensor, Tensor>
            {
                readonly Linear up = Linear(8, 32, hasBias: false), down = Linear(32, 8, hasBias: false);
                public FeedForward() : base("FeedForward") => RegisterComponents();
                public override Tensor forward(Tensor x) => down.call(F.gelu(up.call(x)));
            }
            [PeriLN(Norm = typeof(NormGen.Modules.RMSNorm))]
            public partial class Net : Module<Tensor, Tensor>
            {
                [Sublayer(Scale = nameof(gamma))] readonly FeedForward feedForward = new();
                readonly Parameter gamma = Parameter(torch.ones(8));
                public Net() : base("Net") { InitializeNorms(8); RegisterComponents(); }
                public override partial Tensor forward(Tensor x);
            }
            """));

    [Theory]
    [InlineData("norm.call(map.call(x) * 0.5)", "layer")]
    [InlineData("norm.call(-map.call(x))", "layer")]
    [InlineData("norm.call(map.call(x) + 3.0)", "layer")] // the same for all features: the mean takes it away
    [InlineData("norm.call(map.call(x).square())", "layer")] // another degree
    [InlineData("norm.call(map.call(x) / 2.0 + map.call(x))", "layer")]
    [InlineData("norm.call(F.dropout(map.call(x).reshape(x.shape), 0.1))", "layer")]
    [InlineData("norm.call(CounterRandom.dropout(map.call(x), 0.1, 3))", "layer")]
    [InlineData("F.rms_norm(map.call(x), [8])", "layer")]
    [InlineData("map.call(x) / map.call(x).norm(-1, keepdim: true)", "layer")]
    [InlineData("F.linear(x, map.weight! / map.weight!.norm())", "layer")]
    [InlineData("norm.call(torch.matmul(x, map.weight!.t()))", "layer")]
    public void A_scale_that_cancels(string result, string group)
        => Assert.StartsWith($"map.weight: {group}", Assert.Single(InvarianceOf.Rows(Map + Norm, $"return {result};")));

    [Theory]
    [InlineData("norm.call(map.call(x) + torch.ones(8))")]
    [InlineData("norm.call(F.rms_norm(map.call(x) + 3.0, [8]))")] // keeps the mean
    [InlineData("norm.call(map.call(x)) + map.weight!.sum()")]
    [InlineData("norm.call(map.call(x).exp())")]
    [InlineData("norm.call(map.call(x).clamp(-1, 1))")]
    [InlineData("norm.call(map.call(x) + map.call(x).square())")] // two degrees
    [InlineData("norm.call(x.ndim > 2 ? map.call(x) : x)")] // one of two
    [InlineData("x * torch.rsqrt(map.call(x).square().mean([-1], keepdim: true) + 1e-6)")]
    public void A_scale_that_matters_or_may_matter(string result) => Assert.Empty(InvarianceOf.Rows(Map + Norm, $"return {result};"));

    [Fact]
    public void Code_that_cannot_be_read_and_takes_a_module_silences_all() => Assert.Empty(InvarianceOf.Rows(Map + Norm, "GC.KeepAlive(map); return norm.call(map.call(x));"));

    [Fact]
    public void A_tensor_stored_elsewhere_is_an_output() => Assert.Empty(InvarianceOf.Rows(Map + Norm + "Tensor? seen; ", "var h = map.call(x); seen = h; return norm.call(h);"));

    [Fact]
    public void A_parameter_of_ones_own_counts_by_its_use() => Assert.Equal(
        ["weight: row, Length"],
        InvarianceOf.Rows("readonly Parameter weight = Parameter(torch.randn(10, 8));", "return F.linear(F.normalize(x, dim: -1), F.normalize(weight, dim: -1));"));

    [Fact]
    public void A_model_that_overrides_train_may_freeze_its_norms() => Assert.Empty(InvarianceOf.Rows("""
        public class Net : Module<Tensor, Tensor>
        {
            readonly Linear map = Linear(8, 8); readonly BatchNorm1d norm = BatchNorm1d(8);
            public Net() : base("Net") => RegisterComponents();
            public override void train(bool train = true) { base.train(train); norm.eval(); }
            public override Tensor forward(Tensor x) => norm.call(map.call(x));
        }
        """));

    [Fact]
    public void Batch_norm_over_another_axis_than_the_features_frees_the_whole_alone() => Assert.Equal(
        ["map.weight: layer, norm"],
        InvarianceOf.Rows(Map + "readonly BatchNorm1d norm = BatchNorm1d(16);", "return norm.call(map.call(x.view(-1, 16, 8)));"));

    [Fact]
    public void A_convolution_in_one_dimension_and_its_batch_norm() => Assert.Equal(
        ["map.weight: row, norm"],
        InvarianceOf.Rows("readonly Conv1d map = Conv1d(4, 8, 3); readonly BatchNorm1d norm = BatchNorm1d(8);", "return norm.call(map.call(x));"));

    [Fact]
    public void A_group_norm_after_a_convolution_frees_its_groups() => Assert.Equal(
        ["map.weight: block2, norm"],
        InvarianceOf.Rows("readonly Conv2d map = Conv2d(4, 8, 3, bias: false); readonly GroupNorm norm = GroupNorm(4, 8);", "return norm.call(F.max_pool2d(F.relu(map.call(x)), 2));"));

    [Fact]
    public void Permuted_heads_keep_their_blocks() => Assert.Equal(
        ["map.weight: block4, norm"],
        InvarianceOf.Rows(Map + "readonly RMSNorm norm = torch.nn.RMSNorm(4);", "return norm.call(map.call(x).view(x.size(0), x.size(1), 2, 4).permute(0, 2, 1, 3));"));

    [Fact]
    public void A_bilinear_map_with_a_bias_is_not_free() => Assert.Empty(InvarianceOf.Rows("readonly Bilinear map = Bilinear(8, 8, 8); " + Norm, "return norm.call(map.call(x, x));"));

    [Fact]
    public void A_bias_that_may_be_absent_counts_as_present() => Assert.Equal(
        ["map.weight: layer with bias, norm"],
        InvarianceOf.Rows("""
            public class Net : Module<Tensor, Tensor>
            {
                readonly Linear map; readonly LayerNorm norm = LayerNorm(8);
                public Net(bool bias) : base("Net") { map = Linear(8, 8, hasBias: bias); RegisterComponents(); }
                public override Tensor forward(Tensor x) => norm.call(map.call(x));
            }
            """));
}
