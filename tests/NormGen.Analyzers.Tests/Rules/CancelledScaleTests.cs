using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<CancelledScaleAnalyzer>;

public sealed class CancelledScaleTests
{
    private const string Fields = "const double Scale = 0.5; readonly double given = 0.5; readonly Linear map = Linear(8, 8); readonly LayerNorm norm = LayerNorm(8), wide = LayerNorm(8, eps: 1.0); readonly BatchNorm1d batch = BatchNorm1d(8); readonly Parameter gate = Parameter(torch.ones(1)), gain = Parameter(torch.ones(8)), zero = Parameter(torch.zeros(1));";

    [Fact]
    public Task A_constant_in_front_of_the_norm_of_a_branch_is_found() => Verify.Findings(
        Models.Of(Fields, "x + norm.call({|#0:0.5 * map.call(x)|})"),
        Verify.Finding("'0.5' scales what 'norm' normalizes: the norm of a multiple of a row is that of the row, so the factor does nothing and, learned, never trains; put it behind the norm"));

    [Theory]
    [InlineData("x + norm.call([|gate * map.call(x)|])")]
    [InlineData("x + norm.call([|map.call(x) / 4.0|])")]
    [InlineData("x + functional.dropout(norm.call([|map.call(x).mul(0.5)|]))")]
    [InlineData("var h = [|map.call(x) * Scale|]; return x + norm.call(h);")]
    [InlineData("x + functional.layer_norm([|2.0 * map.call(x)|], new long[] { 8 })")]
    [InlineData("x = x + norm.call([|0.5 * map.call(x)|]); return x + norm.call(map.call(x));")]
    public Task Learned_numbers_quotients_and_calls_count(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Theory]
    [InlineData("x + 0.5 * norm.call(map.call(x))")] // behind it
    [InlineData("norm.call(x + 0.5 * map.call(x))")] // a part of what is normalized
    [InlineData("x + norm.call(0.5 * map.call(x) + map.bias!)")]
    [InlineData("var h = 0.5 * map.call(x); return x + norm.call(h) + h;")] // serves something else too
    [InlineData("x * gate + norm.call(gate * map.call(x))")]
    [InlineData("x + norm.call(-0.5 * map.call(x))")] // the sign stays
    [InlineData("x + norm.call(1e-3 * map.call(x))")] // eps decides
    [InlineData("x + wide.call(0.5 * map.call(x))")]
    [InlineData("x + norm.call(zero * map.call(x))")] // closed at first
    [InlineData("x + norm.call(gain * map.call(x))")] // a number for each feature
    [InlineData("x + norm.call(given * map.call(x))")] // how much is not known
    [InlineData("x + batch.call(0.5 * map.call(x))")]
    [InlineData("norm.call(0.5 * map.call(x))")] // no branch
    public Task A_factor_that_matters_or_may_matter_is_silent(string forward) => Verify.Silence(Models.Of(Fields, forward));

    [Theory]
    [InlineData("x + norm.call([|0.5 * map.call(x)|])", "x + 0.5 * norm.call(map.call(x))")]
    [InlineData("x + norm.call([|map.call(x) / 4.0|])", "x + norm.call(map.call(x)) / 4.0")]
    [InlineData("x + functional.dropout(norm.call([|map.call(x).mul(gate)|]))", "x + functional.dropout(gate * norm.call(map.call(x)))")]
    [InlineData("var h = [|gate * map.call(x)|]; return x + norm.call(h);", "var h = map.call(x); return x + gate * norm.call(h);")]
    [InlineData("x + norm.call(functional.dropout([|0.5 * map.call(x)|]))", "x + 0.5 * norm.call(functional.dropout(map.call(x)))")]
    [InlineData("x + functional.layer_norm([|0.5 * map.call(x)|], new long[] { 8 })", "x + 0.5 * functional.layer_norm(map.call(x), new long[] { 8 })")]
    [InlineData("norm.call([|map.call(x) * 2.0|]).add(x)", "(2.0 * norm.call(map.call(x))).add(x)")]
    public Task The_fix_moves_it_behind_the_norm(string before, string after) => Verify.FixWithoutAll<MoveScaleCodeFix>(Models.Of(Fields, before), Models.Of(Fields, after));

    [Fact]
    public Task A_factor_that_changes_in_between_is_left()
    {
        var source = Models.Of(Fields, "var s = gate; var h = [|s * map.call(x)|]; s = zero; return x + norm.call(h) + s;");
        return Verify.FixWithoutAll<MoveScaleCodeFix>(source, source);
    }
}
