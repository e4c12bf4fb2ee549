using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class ScaleMisplacedTests
{
    [Theory]
    [InlineData("[PreLN, ScaledResidual({|#0:ResidualScale.DeepNorm|})]", "DeepNorm cannot scale the branches of 'Block': it scales the stream in front of a Post-LN norm, Norm(a · x + f(x)): write [PostLN] beside it, which also says which norm")]
    [InlineData("[PreLN, ScaledResidual({|#0:ResidualScale.ReZero|})]", "ReZero cannot scale the branches of 'Block': it stands in the place of norms: leave [PreLN] out, or scale by a constant, by ResidualScale.InverseSqrtBranches, or by ResidualScale.LayerScale")]
    [InlineData("[PeriLN, ScaledResidual({|#0:ResidualScale.Gpt2Init|})]", "Gpt2Init cannot scale the branches of 'Block': it makes the weights of a branch's output smaller, and the output norm of [PeriLN] takes any factor before it away: x + Norm(s · f(x)) = x + Norm(f(x)); scale outside, by ResidualScale.InverseSqrtBranches")]
    [InlineData("[PreLN, ScaledResidual(ResidualScale.InverseBranches, Stack = {|#0:ResidualStack.Decoder|})]", "InverseBranches cannot scale the branches of 'Block': Stack means nothing to it: n counts the branches of the block's own stack")]
    public Task A_rule_that_does_not_fit_is_explained(string attributes, string message)
        => Verify.Findings(Blocks.Of("[Sublayer] private readonly FeedForward feedForward;", attributes), Verify<BlockAnalyzer>.Result("NG0022").WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("[PostLN, ScaledResidual(ResidualScale.DeepNorm, Depth = 12)]", "InitializeNorms(4)")]
    [InlineData("[PostLN, ScaledResidual(ResidualScale.DeepNorm, Stack = ResidualStack.Encoder, AsReleased = true)]", "InitializeNorms(4, 6, 6)")]
    [InlineData("[ScaledResidual(ResidualScale.ReZero)]", "InitializeNorms()")]
    [InlineData("[ScaledResidual(ResidualScale.Fixup)]", "InitializeNorms(3)")]
    [InlineData("[PeriLN, ScaledResidual(ResidualScale.LayerScale)]", "InitializeNorms(4, 3)")]
    [InlineData("[PreLN, ScaledResidual(ResidualScale.Gpt2Init)]", "InitializeNorms(4, 3)")]
    public Task Rules_in_their_place_are_fine(string attributes, string call)
        => Verify.Silence(Blocks.Of("[Sublayer] private readonly Sequential mlp = Sequential(Linear(4, 8), GELU(), Linear(8, 4));", attributes).Replace("InitializeNorms(4)", call));
}
