using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class ResidualScaleTests
{
    [Theory]
    [InlineData("0.0")]
    [InlineData("double.NaN")]
    [InlineData("double.NegativeInfinity")]
    [InlineData("(ResidualScale)7")]
    public Task A_scale_that_is_none_is_found_on_the_number(string scale)
        => Verify.Findings(Blocks.Of("[Sublayer] private readonly FeedForward feedForward;", "[PeriLN, ScaledResidual({|NG0008:" + scale + "|})]"));

    [Fact]
    public Task The_message_says_what_it_was() => Verify.Findings(
        Blocks.Of("[Sublayer] private readonly FeedForward feedForward;", "[PeriLN, ScaledResidual({|#0:1 / double.PositiveInfinity|})]"),
        Verify<BlockAnalyzer>.Result("NG0008").WithLocation(0).WithMessage("A residual scale must be finite and not zero, and is 0"));

    [Fact]
    public Task A_scale_without_a_placement_is_found() => Verify.Findings(
        "[{|#0:ScaledResidual(0.5)|}] public class Block { }",
        Verify<BlockAnalyzer>.Result("NG0008").WithLocation(0).WithMessage("[ScaledResidual] does nothing on 'Block', which has no placement attribute, such as [PreLN] or [PeriLN]"));

    [Theory]
    [InlineData("0.5")]
    [InlineData("-2")]
    [InlineData("ResidualScale.InverseBranches")]
    [InlineData("Missing.Rule")]
    public Task A_scale_that_fits_is_fine(string scale) => Verify.Findings(Blocks.Of("[Sublayer] private readonly FeedForward feedForward;", $"[PeriLN, ScaledResidual({scale})]"));
}
