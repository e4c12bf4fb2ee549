using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<HandWrittenRMSNormAnalyzer>;

public sealed class HandWrittenRMSNormTests
{
    private static string Norm(string forward, string name = "OwnNorm") => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            readonly Parameter weight;
            readonly double eps;

            public OwnNorm(long width, double eps = 1e-6) : base("OwnNorm")
            {
                this.eps = eps;
                weight = Parameter(torch.ones(width));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x){{(forward.EndsWith('}') ? "\n    " + forward : $" => {forward};")}}
        }
        """;

    [Theory]
    [InlineData("x * torch.rsqrt(x.pow(2).mean([-1L], keepdim: true) + eps) * weight")]
    [InlineData("weight * (x / torch.sqrt((x * x).mean([-1L], keepdim: true) + 1e-5))")]
    [InlineData("{ var variance = x.square().mean([-1L], keepdim: true); return weight * x.mul((variance + eps).rsqrt()); }")]
    public Task Spellings_of_the_formula_are_found(string forward) => Verify.Findings(Norm(forward, "[|OwnNorm|]"));

    [Theory]
    [InlineData("x / (x.norm(-1, keepdim: true) + eps) * weight")] // another norm
    [InlineData("x / (torch.sqrt(x.pow(2).mean([-1L], keepdim: true)) + eps) * weight")] // eps outside the root
    [InlineData("weight * (x.to(ScalarType.Float32) * torch.rsqrt(x.to(ScalarType.Float32).pow(2).mean([-1L], keepdim: true) + eps)).to(x.dtype)")] // rounded before the gain
    [InlineData("(x - x.mean([-1L], keepdim: true)) * torch.rsqrt(x.pow(2).mean([-1L], keepdim: true) + eps) * weight")]
    [InlineData("x * torch.rsqrt(x.pow(2).mean([1L], keepdim: true) + eps) * weight")] // another axis
    [InlineData("functional.relu(x * torch.rsqrt(x.pow(2).mean([-1L], keepdim: true) + eps) * weight)")] // and more
    public Task Other_formulas_are_silent(string forward) => Verify.Findings(Norm(forward));

    [Fact]
    public Task The_fix_keeps_gain_and_eps() => Verify.Fix<UseRMSNormCodeFix>(
        Norm("x * torch.rsqrt(x.pow(2).mean([-1L], keepdim: true) + eps) * weight", "[|OwnNorm|]"),
        Norm("torch.nn.functional.rms_norm(x, weight.shape, weight, eps: eps)"));

    [Fact]
    public Task The_fix_replaces_a_block() => Verify.Fix<UseRMSNormCodeFix>(
        Norm("{\n        var variance = x.square().mean([-1L], keepdim: true);\n        return weight * (x * torch.rsqrt(variance + 1e-5));\n    }", "[|OwnNorm|]"),
        Norm("torch.nn.functional.rms_norm(x, weight.shape, weight, eps: 1E-05)"));
}
