using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<RoundingWithoutGradientAnalyzer>;

public sealed class RoundingWithoutGradientTests
{
    private const string Fields = "readonly Linear map = Linear(8, 8), other = Linear(8, 8); readonly Embedding table = Embedding(8, 8); readonly Parameter scale = Parameter(torch.ones(8));";

    [Fact]
    public Task A_rounding_on_the_only_way_from_a_weight_is_found() => Verify.Findings(
        Models.Of(Fields, "other.call({|#0:torch.round(map.call(x))|})"),
        Verify.Finding("All gradients of 'map.weight' would have to pass 'round', whose derivative is zero: it never trains; let them go straight through, as x + (round(x) - x).detach() does"));

    [Theory]
    [InlineData("[|map.call(x).sign()|]")]
    [InlineData("other.call([|map.call(x).floor()|] / 2.0)")]
    [InlineData("[|(scale * x).round()|]")]
    public Task Roundings_count(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Theory]
    [InlineData("var h = map.call(x); h = h + (h.round() - h).detach(); return other.call(h);")] // straight through
    [InlineData("var h = map.call(x); return h.sign() * h.abs();")]
    [InlineData("var h = map.call(x); return other.call(training ? h : h.round());")]
    [InlineData("other.call(torch.round(x * 255.0))")] // no parameter before it
    [InlineData("table.call(map.call(x).round().to(ScalarType.Int64))")] // an index
    [InlineData("using (torch.no_grad()) { return map.call(x).round(); }")]
    public Task Other_ways_and_other_uses_are_silent(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Theory]
    [InlineData("other.call([|h.round()|])", "other.call(h + (h.round() - h).detach())")]
    [InlineData("other.call([|torch.floor(h)|] / 2.0)", "other.call((h + (torch.floor(h) - h).detach()) / 2.0)")]
    public Task The_fix_lets_gradients_straight_through(string before, string after)
        => Verify.FixWithoutAll<StraightThroughCodeFix>(Models.Of(Fields, $"var h = map.call(x); return {before};"), Models.Of(Fields, $"var h = map.call(x); return {after};"));

    [Fact]
    public Task What_would_be_computed_twice_is_left()
    {
        var source = Models.Of(Fields, "other.call([|map.call(x).round()|])");
        return Verify.FixWithoutAll<StraightThroughCodeFix>(source, source);
    }
}
