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
    [InlineData("x / (torch.sqrt(x.pow(2).mean([-1L], keepdim: true)) + eps) * weight")] // eps outside of the root
    [InlineData("weight * (x.to(ScalarType.Float32) * torch.rsqrt(x.to(ScalarType.Float32).pow(2).mean([-1L], keepdim: true) + eps)).to(x.dtype)")] // rounded before the gain
    [InlineData("{ var h = x.to_type(ScalarType.Float32, non_blocking: true); return weight * (h * torch.rsqrt(h.pow(2).mean([-1L], keepdim: true) + eps)).type_as(x); }")]
    [InlineData("{ using var scope = torch.NewDisposeScope(); var h = x.to_type(ScalarType.Float32); h = h * torch.rsqrt(h.pow(2).mean([-1L], keepdim: true) + eps); return scope.MoveToOuter(weight * h.to_type(x.dtype)); }")]
    [InlineData("{ return weight * Norm(x.to_type(ScalarType.Float32)).type_as(x); Tensor Norm(Tensor h) => h * torch.rsqrt(h.pow(2).mean([-1L], keepdim: true) + eps); }")]
    public Task Spellings_of_the_formula_are_found(string forward) => Verify.Findings(Norm(forward, "[|OwnNorm|]"));

    [Theory]
    [InlineData("x / (x.norm(-1, keepdim: true) + eps) * weight")] // another norm
    [InlineData("(weight * (x.to(ScalarType.Float32) * torch.rsqrt(x.to(ScalarType.Float32).pow(2).mean([-1L], keepdim: true) + eps))).to(x.dtype)")] // rounded behind the gain
    [InlineData("weight * (x * torch.rsqrt(x.to(ScalarType.Float32).pow(2).mean([-1L], keepdim: true) + eps).to(x.dtype))")] // the root alone rounded
    [InlineData("weight * (x.to(ScalarType.Float32) * torch.rsqrt(x.to(ScalarType.Float32).pow(2).mean([-1L], keepdim: true) + eps)).to(weight.dtype)")] // to another type
    [InlineData("weight * (x.to(ScalarType.Float32) * torch.rsqrt(x.to(ScalarType.Float32).pow(2).mean([-1L], keepdim: true) + eps)).type_as(weight)")]
    [InlineData("{ x = x.to(ScalarType.Float32); return weight * (x * torch.rsqrt(x.pow(2).mean([-1L], keepdim: true) + eps)).to(x.dtype); }")] // to float32
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

    [Theory]
    [InlineData("weight * (x.to(ScalarType.Float32) * torch.rsqrt(x.to(ScalarType.Float32).pow(2).mean([-1L], keepdim: true) + eps)).to(x.dtype)")]
    [InlineData("{\n        var type = x.dtype;\n        var h = x.to(ScalarType.Float32);\n        h = h * torch.rsqrt(h.pow(2).mean([-1L], keepdim: true) + eps);\n        return h.to(type) * weight;\n    }")]
    public Task The_fix_keeps_the_rounding_before_the_gain(string forward) => Verify.Fix<UseRMSNormCodeFix>(Norm(forward, "[|OwnNorm|]"), Norm("torch.nn.functional.rms_norm(x, weight.shape, eps: eps) * weight"));

    [Theory]
    [InlineData("x / (torch.sqrt(x.pow(2).mean([-1L], keepdim: true)) + eps) * weight", " => x / (torch.sqrt(x.pow(2).mean([-1L], keepdim: true)) + eps) * weight;")]
    [InlineData("{\n        var root = x.square().mean([-1L], keepdim: true).sqrt();\n        return this.weight * (x / (root + this.eps));\n    }", "\n    {\n        var root = x.square().mean([-1L], keepdim: true).sqrt();\n        return weight * (x / (root + eps));\n    }")]
    public Task The_fix_keeps_eps_outside_of_the_root_by_a_formula_of_its_own(string forward, string formula) => Verify.FixThatBuilds<UseRMSNormCodeFix>(
        Norm(forward, "[|OwnNorm|]"),
        Norm("Normalize(x, weight, eps)").Replace("class OwnNorm", "partial class OwnNorm").Replace("Normalize(x, weight, eps);\n", $$"""
            Normalize(x, weight, eps);

                [Fused(nameof(NormalizeFormula))]
                private static partial Tensor Normalize(Tensor x, [PerFeature] Tensor weight, double eps);

                private static Tensor NormalizeFormula(Tensor x, Tensor weight, double eps){{formula}}

            """));

    [Fact]
    public Task A_class_inside_of_one_that_is_not_partial_has_no_place_for_a_formula()
    {
        var source = "class Outer\n{\n" + Norm("x / (torch.sqrt(x.pow(2).mean([-1L], keepdim: true)) + eps) * weight", "[|OwnNorm|]") + "\n}";
        return Verify.Fix<UseRMSNormCodeFix>(source, source);
    }
}
