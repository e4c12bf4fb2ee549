using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<HalfPrecisionPreLNAnalyzer>;

public sealed class HalfPrecisionPreLNTests
{
    private static string Model(string block, int depth) => Models.Blocks + $$"""
        class Net : Module<Tensor, Tensor>
        {
            readonly ModuleList<{{block}}> blocks;
            public Net() : base("Net") { blocks = new(Enumerable.Range(0, {{depth}}).Select(i => new {{block}}()).ToArray()); RegisterComponents(); }
            public override Tensor forward(Tensor x) { foreach (var block in blocks) x = block.call(x); return x; }
        }

        """;

    private static string Train(string body) => "class Training { static void Run() { " + body + " } }";

    [Fact]
    public Task Training_a_deep_pre_norm_model_in_float16_is_found() => Verify.Findings(
        Model("PreBlock", 24) + Train("var net = new Net(); net.{|#0:to|}(ScalarType.Float16); var optimizer = torch.optim.AdamW(net.parameters());"),
        Verify.Finding("'blocks' is 24 Pre-LN blocks deep and trains in float16: nothing bounds its residual stream, which outgrows the largest float16, 65504, in training; use bfloat16, or Peri-LN"));

    [Fact]
    public Task Half_counts() => Verify.Findings(Model("PreBlock", 32) + Train("var net = new Net(); net.[|half|](); var optimizer = torch.optim.AdamW(net.parameters());"));

    [Theory]
    [InlineData("PreBlock", 24, "net.to(ScalarType.BFloat16); var optimizer = torch.optim.AdamW(net.parameters());")]
    [InlineData("PreBlock", 12, "net.half(); var optimizer = torch.optim.AdamW(net.parameters());")]
    [InlineData("PostBlock", 24, "net.half(); var optimizer = torch.optim.AdamW(net.parameters());")]
    [InlineData("PreBlock", 24, "net.half(); net.eval();")] // inference
    [InlineData("PreBlock", 24, "net.load(\"net.dat\"); net.half(); var optimizer = torch.optim.AdamW(net.parameters());")]
    public Task Other_types_depths_and_uses_are_silent(string block, int depth, string training) => Verify.Findings(Model(block, depth) + Train($"var net = new Net(); {training}"));

    [Theory]
    [InlineData("var net = new Net(); net.[|half|](); var optimizer = torch.optim.AdamW(net.parameters()); net.call(torch.rand(2, 8).half());", "var net = new Net(); net.to(ScalarType.BFloat16); var optimizer = torch.optim.AdamW(net.parameters()); net.call(torch.rand(2, 8).to(ScalarType.BFloat16));")]
    [InlineData("var net = new Net(); net.[|to|](ScalarType.Float16); var optimizer = torch.optim.AdamW(net.parameters()); net.call(torch.rand(2, 8, dtype: torch.float16));", "var net = new Net(); net.to(ScalarType.BFloat16); var optimizer = torch.optim.AdamW(net.parameters()); net.call(torch.rand(2, 8, dtype: torch.bfloat16));")]
    public Task The_fix_turns_model_and_batches_to_bfloat16(string body, string fixedBody) => Verify.FixWithoutAll<BrainFloatCodeFix>(Model("PreBlock", 24) + Train(body), Model("PreBlock", 24) + Train(fixedBody));
}
