using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<NormInputOverwrittenAnalyzer>;

public sealed class NormInputOverwrittenTests
{
    private const string Fields = "readonly Linear map = Linear(8, 8); readonly LayerNorm norm = LayerNorm(8); readonly BatchNorm1d batch = BatchNorm1d(8);";

    [Fact]
    public Task Adding_to_the_stream_in_place_is_found() => Verify.Findings(
        Models.Of(Fields, "{|#0:x.add_(map.call(norm.call(x)))|}"),
        Verify.Finding("'add_' overwrites the tensor that 'norm' took, and that its backward pass needs: backward throws; write it out of place, or normalize a clone"));

    [Theory]
    [InlineData("var h = map.call(x); var y = batch.call(h); [|h.relu_()|]; return y + h;")]
    [InlineData("var h = map.call(x); var y = functional.layer_norm(h, new long[] { 8 }); [|h.view(-1).mul_(2)|]; return y;")] // through a view
    [InlineData("var h = map.call(x); var y = norm.call(h); h = [|functional.relu(h, inplace: true)|]; return y + h;")]
    [InlineData("var h = map.call(x); var same = h; var y = norm.call(same); [|h.add_(1)|]; return y;")]
    public Task Functions_views_and_aliases_count(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Fact]
    public Task A_module_that_works_in_place_counts() => Verify.Findings(
        Models.Of(Fields + "readonly ReLU relu = ReLU(inplace: true);", "var h = map.call(x); var y = norm.call(h); return y + [|relu.call(h)|];"));

    [Theory]
    [InlineData("var h = map.call(x); h.relu_(); return norm.call(h);")] // before the norm
    [InlineData("return batch.call(map.call(x)).relu_();")] // on its output
    [InlineData("var y = norm.call(x); y.add_(x); return y;")]
    [InlineData("var h = map.call(x); var y = norm.call(h); h += y; return h.relu_();")] // += is no change in place
    [InlineData("var h = map.call(x); var y = norm.call(h.clone()); h.add_(y); return h;")]
    [InlineData("var h = map.call(x); if (training) { h = norm.call(h); } else { h.add_(1); } return h;")] // one or the other
    [InlineData("var h = map.call(x); if (training) return norm.call(h); return h.add_(1);")]
    [InlineData("var h = map.call(x); using (torch.no_grad()) { var y = norm.call(h); h.add_(y); } return h;")]
    public Task What_backward_does_not_need_is_silent(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Theory]
    [InlineData("[|x.add_(map.call(norm.call(x)))|]", "x.add(map.call(norm.call(x)))")]
    [InlineData("var h = map.call(x); var y = batch.call(h); [|h.relu_()|]; return y + h;", "var h = map.call(x); var y = batch.call(h); h = h.relu(); return y + h;")]
    [InlineData("var h = map.call(x); var y = norm.call(h); h = [|functional.relu(h, inplace: true)|]; return y + h;", "var h = map.call(x); var y = norm.call(h); h = functional.relu(h); return y + h;")]
    [InlineData("var h = map.call(x); var y = norm.call(h); return y + [|h.mul_(2)|];", "var h = map.call(x); var y = norm.call(h); return y + h.mul(2);")]
    [InlineData("var h = map.call(x); var y = norm.call(h); var z = [|h.relu_()|]; return y + z + h;", "var h = map.call(x); var y = norm.call(h); var z = h = h.relu(); return y + z + h;")]
    public Task The_fix_writes_it_out_of_place(string before, string after) => Verify.FixWithoutAll<OutOfPlaceCodeFix>(Models.Of(Fields, before), Models.Of(Fields, after));

    [Fact]
    public Task A_view_has_no_variable_and_is_left()
    {
        var source = Models.Of(Fields, "var h = map.call(x); var y = norm.call(h); [|h.view(-1).mul_(2)|]; return y;");
        return Verify.FixWithoutAll<OutOfPlaceCodeFix>(source, source);
    }
}
