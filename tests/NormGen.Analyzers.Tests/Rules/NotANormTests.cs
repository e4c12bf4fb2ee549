using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class NotANormTests
{
    [Theory]
    [InlineData("Norm = {|NG0007:typeof(string)|}")]
    [InlineData("Norm = {|NG0007:typeof(Linear)|}")]
    [InlineData("Norm = {|NG0007:typeof(LayerNorm)|}")]
    [InlineData("Norm = {|NG0007:typeof(Own<>)|}")]
    [InlineData("Norm = {|NG0007:typeof(Abstract)|}")]
    [InlineData("Norm = {|NG0007:typeof(Silent)|}")]
    [InlineData("Norm = typeof(RMSNorm), Eps = {|NG0007:-1|}")]
    [InlineData("Norm = typeof(RMSNorm), Eps = {|NG0007:double.PositiveInfinity|}")]
    [InlineData("Norm = typeof(Silent), Eps = {|NG0007:1e-6|}, Fuse = false")]
    public Task What_cannot_be_a_norm_is_found_in_the_attribute(string arguments) => Verify.Findings(Source(arguments));

    [Fact]
    public Task The_message_says_why() => Verify.Findings(
        Source("Norm = {|#0:typeof(Silent)|}"),
        Verify<BlockAnalyzer>.Result("NG0007").WithLocation(0)
            .WithMessage("'Silent' cannot be the norm of a block: it has no [NormFormula], so nothing is known about what it computes; Fuse = false calls it as a module"));

    [Theory]
    [InlineData("Norm = typeof(RMSNorm)")]
    [InlineData("Norm = typeof(FusedLayerNorm), Eps = 1e-6")]
    [InlineData("Norm = typeof(Silent), Fuse = false")]
    [InlineData("Norm = typeof(Missing)")]
    public Task Norms_and_a_type_that_the_compiler_misses_are_fine(string arguments) => Verify.Findings(Source(arguments));

    private static string Source(string arguments) => Blocks.Of("[Sublayer] private readonly FeedForward feedForward;", $"[PeriLN({arguments})]") + """

        public class Own<T>(long n) : Module<Tensor, Tensor>("") { public override Tensor forward(Tensor x) => x * n; }
        public abstract class Abstract(long n) : Module<Tensor, Tensor>("") { public long N => n; }
        public class Silent(long n) : Module<Tensor, Tensor>("") { public override Tensor forward(Tensor x) => x * n; }
        """;
}
