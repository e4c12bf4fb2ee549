using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class JointNotFusedTests
{
    [Fact]
    public Task A_norm_whose_formula_cannot_be_read_is_found_with_the_reason() => Verify.Findings(
        Source("[PeriLN(Norm = {|#0:typeof(Sorted)|})]", "x.sort(-1).Values * gain"),
        Verify<BlockAnalyzer>.Result("NG0013", Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0)
            .WithMessage("The joints with 'Sorted' run as single TorchSharp operations, not as one kernel: the formula of 'Sort' cannot be fused: a kernel does not put numbers in order"));

    [Fact]
    public Task A_norm_that_sums_over_rows_is_found() => Verify.Findings(Source("[PeriLN(Norm = {|NG0013:typeof(Sorted)|})]", "x * gain / gain.sum([-1L], keepdim: true) * x.norm()").Replace(" * x.norm()", "").Replace("gain.sum([-1L], keepdim: true)", "x.unique().output"));

    [Theory]
    [InlineData("[PeriLN(Norm = typeof(Sorted))]", "x * gain")]
    [InlineData("[PeriLN(Norm = typeof(Sorted), Fuse = false)]", "x.sort(-1).Values * gain")]
    [InlineData("[PeriLN(Norm = typeof(RMSNorm))]", "x.sort(-1).Values * gain")]
    public Task Fused_joints_and_those_that_are_not_to_be_fused_are_fine(string attributes, string formula) => Verify.Findings(Source(attributes, formula));

    private static string Source(string attributes, string formula) => Blocks.Of("[Sublayer] private readonly FeedForward feedForward;", attributes) + $$"""

        [NormFormula(typeof(Sorted), nameof(Sort))]
        public partial class Sorted : Module<Tensor, Tensor>
        {
            public Sorted(long n) : base("") { }
            public Tensor gain = null!;
            public override Tensor forward(Tensor x) => Sort(x, gain);

            [Fused(nameof(SortFormula))]
            internal static partial Tensor Sort(Tensor x, [PerFeature] Tensor gain);

            private static Tensor SortFormula(Tensor x, Tensor gain) => {{formula}};
        }
        """;
}
