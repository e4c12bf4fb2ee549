using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;
using static TorchSharp.torch;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<WideWhereAnalyzer>;

public sealed class WideWhereTests
{
    private const string Fields = "readonly Linear map = Linear(8, 8);";

    [Fact]
    public Task A_choice_between_two_numbers_is_found() => Verify.Findings(
        Models.Of(Fields, "x * {|#0:torch.where(x > 0, 1.0, 0.0)|}"),
        Verify.Finding("'torch.where(x > 0, 1.0, 0.0)' is float64, and makes float64 of what it is computed with; in a kernel it has the type of the input: take ones_like and zeros_like of a tensor, or append .to(x.dtype)"));

    [Theory]
    [InlineData("[|where(x > 0, 1.0, double.NegativeInfinity)|] + map.call(x)")]
    [InlineData("map.call([|torch.where(condition: x > 0, x: 2d, y: (-1.0))|])")]
    public Task Other_numbers_and_spellings_count(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Fact]
    public Task Formulas_count() => Verify.Findings(Formulas.Of("x * [|torch.where(x > 0, 1.0, 0.0)|]"));

    [Theory]
    [InlineData("x * torch.where(x > 0, 1f, 0f)")]
    [InlineData("x * torch.where(x > 0, 1, 0)")] // whole numbers take part in nothing
    [InlineData("torch.where(x > 0, x, 0.0)")] // one is a tensor with sizes
    [InlineData("x * torch.where(x > 0, torch.ones_like(x), torch.zeros_like(x))")]
    [InlineData("x * torch.where(x > 0, 1.0, 0.0).to(x.dtype)")] // converted at once
    [InlineData("x * (torch.where(x > 0, 1.0, 0.0)).type_as(x)")]
    [InlineData("x.mul_(torch.where(x > 0, 1.0, 0.0))")] // the tensor keeps its type
    [InlineData("map.call(x) * torch.where(x > 0, 1.0, 0.0).sum().item<double>()")] // a number
    public Task Other_types_and_what_is_converted_is_silent(string forward) => Verify.Silence(Models.Of(Fields, forward));

    [Theory]
    [InlineData("x * [|torch.where(x > 0, 1.0, 0.0)|]", "x * torch.where(x > 0, 1.0, 0.0).to(x.dtype)")]
    [InlineData("map.call([|torch.where(x > 0.5, 2.0, 1.0)|])", "map.call(torch.where(x > 0.5, 2.0, 1.0).to(x.dtype))")]
    public Task The_fix_takes_the_type_of_what_it_is_computed_with(string before, string after) => Verify.FixWithoutAll<TypedWhereCodeFix>(Models.Of(Fields, before), Models.Of(Fields, after));

    [Fact]
    public Task The_fix_keeps_a_formula_fusable() => Verify.FixWithoutAll<TypedWhereCodeFix>(Formulas.Of("x * [|torch.where(x > 0, 1.0, 0.0)|]"), Formulas.Of("x * torch.where(x > 0, 1.0, 0.0).to(x.dtype)"));

    [Fact]
    public Task Tokens_may_be_whole_numbers_and_are_left()
    {
        var source = Models.Of(Fields, "map.call([|torch.where(x == 3, 1.0, 0.0)|])");
        return Verify.FixWithoutAll<TypedWhereCodeFix>(source, source);
    }

    [Fact]
    public void TorchSharp_does_what_the_rule_says()
    {
        using var scope = NewDisposeScope();
        var x = ones(3);
        Assert.Equal(ScalarType.Float64, where(x > 0, 1.0, 0.0).dtype);
        Assert.Equal(ScalarType.Float64, (x * where(x > 0, 1.0, 0.0)).dtype);
        Assert.Equal(ScalarType.Float32, (x * where(x > 0, 1, 0)).dtype);
        Assert.Equal(ScalarType.Float32, where(x > 0, x, 0.0).dtype);
    }
}
