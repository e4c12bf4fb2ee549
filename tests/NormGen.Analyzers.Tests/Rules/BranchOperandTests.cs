using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class BranchOperandTests
{
    [Theory]
    [InlineData("Dropout = {|#0:nameof(rate)|}", "private readonly double rate = 0.1;", "'rate' cannot be the dropout of sublayer 'feedForward': it is double; expected a Dropout module (torch.nn.Dropout)")]
    [InlineData("Dropout = {|#0:\"missing\"|}", "", "'missing' cannot be the dropout of sublayer 'feedForward': 'Block' has no field or property of that name")]
    [InlineData("Dropout = {|#0:nameof(drop)|}", "private readonly TorchSharp.Modules.Dropout? drop;", "'drop' cannot be the dropout of sublayer 'feedForward': it may be null")]
    [InlineData("Dropout = {|#0:nameof(drop)|}", "private static readonly TorchSharp.Modules.Dropout drop = nn.Dropout(0.1);", "'drop' cannot be the dropout of sublayer 'feedForward': it is static")]
    [InlineData("Dropout = {|#0:nameof(Drop)|}", "private TorchSharp.Modules.Dropout Drop { set { } }", "'Drop' cannot be the dropout of sublayer 'feedForward': it cannot be read")]
    [InlineData("Scale = {|#0:nameof(gamma)|}", "private readonly double gamma = 1;", "'gamma' cannot be the scale of sublayer 'feedForward': it is double; expected a Parameter of one number a feature")]
    public Task A_member_that_cannot_be_one_is_found_on_its_name(string arguments, string member, string message) => Verify.Findings(
        Blocks.Of($"[Sublayer({arguments})] private readonly FeedForward feedForward; {member}"),
        Verify.Result("NG0015").WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("Dropout = nameof(drop)", "private readonly TorchSharp.Modules.Dropout drop;")]
    [InlineData("Dropout = nameof(Drop), Scale = nameof(gamma)", "private TorchSharp.Modules.Dropout Drop { get; } private readonly TorchSharp.Modules.Parameter gamma;")]
    public Task Members_that_fit_are_fine(string arguments, string member) => Verify.Findings(Blocks.Of($"[Sublayer({arguments})] private readonly FeedForward feedForward; {member}"));
}
