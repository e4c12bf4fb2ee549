using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class PrimaryConstructorTests
{
    [Fact]
    public Task A_block_with_a_primary_constructor_is_found_on_its_parameters() => Verify.Findings(
        Blocks.Sublayers + """
        [PreLN]
        public partial class Block{|#0:(long width)|} : Module<Tensor, Tensor>("")
        {
            [Sublayer] private readonly FeedForward feedForward = new(width);
            public override partial Tensor forward(Tensor x);
        }
        """,
        Verify<BlockAnalyzer>.Result("NG0005").WithLocation(0)
            .WithMessage("'Block' has a primary constructor, which has no place for InitializeNorms and RegisterComponents: write a constructor with a body"));

    [Fact]
    public Task A_class_without_a_placement_may_have_one() => Verify.Findings("public partial class Model(long width) : Module<Tensor, Tensor>(\"\") { public override Tensor forward(Tensor x) => x * width; }");

    [Fact]
    public Task A_block_with_a_body_is_fine() => Verify.Findings(Blocks.Of("[Sublayer] private readonly FeedForward feedForward;"));
}
