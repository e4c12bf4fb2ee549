using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class NormNameTests
{
    [Theory]
    [InlineData("[Sublayer] private readonly FeedForward a; private readonly int {|NG0009:aNormIn|};")]
    [InlineData("[Sublayer] private readonly FeedForward a; public void {|NG0009:ANormOut|}() { }")]
    [InlineData("[Sublayer] private readonly FeedForward a; private void {|NG0009:InitializeNorms|}(long features) { }")]
    [InlineData("[Sublayer] private readonly FeedForward a; private long {|NG0009:streamFeatures|};")]
    [InlineData("[Sublayer] private readonly FeedForward a; [TorchSharp.Utils.ComponentName(Name = \"a_norm_in\")] private readonly Linear {|NG0009:other|};")]
    [InlineData("[Sublayer(NormIn = {|NG0009:\"a.b\"|})] private readonly FeedForward a;")]
    [InlineData("[Sublayer(NormOut = {|NG0009:\" \"|})] private readonly FeedForward a;")]
    public Task A_name_that_is_taken_or_none_is_found_where_it_stands(string members) => Verify.Findings(Blocks.Of(members));

    [Theory]
    [InlineData("[Sublayer] private readonly FeedForward a; [Sublayer] private readonly FeedForward _a;", "[PreLN]")]
    [InlineData("[Sublayer(NormIn = \"training\")] private readonly FeedForward a;", "[PreLN]")]
    public Task Names_that_meet_or_are_inherited_are_found_on_the_class(string members, string attributes)
        => Verify.Findings(Blocks.Of(members, attributes).Replace("class Block", "class {|NG0009:Block|}"));

    [Fact]
    public Task A_second_name_for_one_norm_is_found() => Verify.Findings(
        Blocks.Of("[Sublayer(NormOut = {|#0:\"after\"|})] private readonly FeedForward a;", "[PreLN]"),
        Verify<BlockAnalyzer>.Result("NG0009").WithLocation(0).WithMessage("'after' cannot name a norm: a sublayer has one norm in PreLN, named by NormIn"));

    [Fact]
    public Task The_message_says_what_the_name_would_be() => Verify.Findings(
        Blocks.Of("[Sublayer] private readonly FeedForward a; private readonly int {|#0:aNorm|};", "[PreLN]"),
        Verify<BlockAnalyzer>.Result("NG0009").WithLocation(0).WithMessage("The name 'aNorm' is taken in 'Block', where it would be the field of a norm"));

    [Theory]
    [InlineData("[Sublayer(NormIn = \"input_layernorm\", NormOut = \"post\")] private readonly FeedForward a; private readonly int aNormIn;")]
    [InlineData("[Sublayer] private readonly FeedForward a; [Sublayer] private readonly FeedForward b;")]
    public Task Names_of_their_own_are_fine(string members) => Verify.Findings(Blocks.Of(members));
}
