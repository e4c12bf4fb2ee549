using NormGen.Generators.Optimizers;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Roles;

/// <summary>The roles of the learned numbers that rules of residual branches give a block.</summary>
public sealed class ResidualRoleTests
{
    private static string Model(string attributes, string call, string optimizer = "Lion", string extra = "") => ModelSources.Usings + $$"""
        {{attributes}}
        public partial class Block : Module<Tensor, Tensor>
        {
            [Sublayer] private readonly Linear mix = Linear(8, 8);
            [Sublayer] private readonly Sequential mlp = Sequential({{extra}}Linear(8, 16), GELU(), Linear(16, 8));
            public Block() : base("") { {{call}}; RegisterComponents(); }
            public override partial Tensor forward(Tensor x);
        }

        [Optimizer({{optimizer}})]
        public partial class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Block> blocks = new(new Block(), new Block());
            private readonly Linear head = Linear(8, 3);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) { foreach (var block in blocks) x = block.call(x); return head.call(x); }
        }
        """;

    [Theory]
    [InlineData("[ScaledResidual(ResidualScale.SkipInit)]", "InitializeNorms()", "blocks.0.mix_alpha: Scalar, blocks.0.mlp_alpha: Scalar")]
    [InlineData("[ScaledResidual(ResidualScale.ReZero)]", "InitializeNorms()", "blocks.0.resweight: Scalar")]
    [InlineData("[ScaledResidual(ResidualScale.Fixup)]", "InitializeNorms(2)", "blocks.0.mix_scale: Scalar, blocks.0.mix_bias: Scalar, blocks.0.mlp_scale: Scalar, blocks.0.mlp_bias: Scalar")]
    [InlineData("[PreLN, ScaledResidual(ResidualScale.LayerScale)]", "InitializeNorms(8, 2)", "blocks.0.mix_gamma: Vector, blocks.0.mlp_gamma: Vector")]
    [InlineData("[ScaledResidual(0.5)]", "InitializeNorms()", "")]
    public void Learned_numbers_are_scalars_and_the_block_is_followed(string attributes, string call, string expected)
    {
        var rows = RolesOf.Rows("Net", Model(attributes, call));
        Assert.Equal(expected, string.Join(", ", rows.Where(row => row.StartsWith("blocks.0.", StringComparison.Ordinal) && !row.Contains("_norm", StringComparison.Ordinal) && row.Split('.').Length == 3)));
        Assert.Contains("blocks.1.mix.weight: Matrix", rows);
        Assert.Contains("head.weight: Head", rows);
    }

    [Fact]
    public void The_table_says_what_they_train_by()
    {
        var run = GeneratorRun.Of(new OptimizerGenerator(), TestCompilation.Create(Model("[ScaledResidual(ResidualScale.Fixup)]", "InitializeNorms(2)", extra: "torch.nn.ScalarBias(), ")));
        var lines = run.Files["Net.Optimizer.g.cs"].Split('\n');
        Assert.Contains(lines, line => line.Contains("blocks.0.mix_scale", StringComparison.Ordinal) && line.Contains("Lion, no decay, lr / 10", StringComparison.Ordinal) && line.Contains("the learned factor of the residual branch mix (Fixup)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("new global::NormGen.Optimizers.RoleRow(\"blocks.0.mix_scale\", global::NormGen.ParameterRole.Scalar, NoDecay: true, RateFactor: 0.1)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("RoleRow(\"blocks.0.mlp.0.bias\", global::NormGen.ParameterRole.Scalar, NoDecay: true, RateFactor: 0.1)", StringComparison.Ordinal));
    }

    [Fact]
    public void Fixups_convolutional_block_is_known() => Assert.Equal(
        ["block.bias1a: Scalar", "block.bias1b: Scalar", "block.bias2a: Scalar", "block.scale: Scalar", "block.bias2b: Scalar", "block.conv1.weight: Convolution", "block.conv2.weight: Convolution", "head.weight: Head", "head.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            [Optimizer(Lion)]
            public partial class Net : Module<Tensor, Tensor>
            {
                private readonly FixupBasicBlock block = torch.nn.FixupBasicBlock(3, 8, branches: 1);
                private readonly Linear head = Linear(8, 2);
                public Net() : base("Net") => RegisterComponents();
                public override Tensor forward(Tensor x) => head.call(block.call(x).mean([2, 3]));
            }
            """));

    [Fact]
    public void Those_of_the_other_rules_train_at_the_full_rate()
    {
        var run = GeneratorRun.Of(new OptimizerGenerator(), TestCompilation.Create(Model("[ScaledResidual(ResidualScale.ReZero)]", "InitializeNorms()")));
        Assert.Contains("RoleRow(\"blocks.0.resweight\", global::NormGen.ParameterRole.Scalar, NoDecay: true)", run.Files["Net.Optimizer.g.cs"], StringComparison.Ordinal);
    }
}
