using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<PostNormWithoutWarmupAnalyzer>;

public sealed class PostNormWithoutWarmupTests
{
    private static string Model(string block, string made) => Models.Blocks + $$"""
        class Net : Module<Tensor, Tensor>
        {
            readonly ModuleList<{{block}}> blocks = new();
            public Net(int depth) : base("Net") { {{made}} RegisterComponents(); }
            public override Tensor forward(Tensor x) { foreach (var block in blocks) x = block.call(x); return x; }
        }

        """;

    private static string Train(string body) => "class Training { static void Run(int given, double rate) { " + body + " } }";

    [Fact]
    public Task A_deep_stack_of_post_norm_blocks_under_a_schedule_that_begins_at_the_full_rate_is_found() => Verify.Findings(
        Model("PostBlock", "for (var i = 0; i < depth; i++) blocks.Add(new PostBlock());") + Train("var net = new Net(12); var optimizer = torch.optim.AdamW(net.parameters()); var schedule = torch.optim.lr_scheduler.{|#0:CosineAnnealingLR|}(optimizer, 1000);"),
        Verify.Finding("CosineAnnealingLR begins with the full rate, and 'blocks' is 12 Post-LN blocks deep: their gradients near the output are large at the first steps, and training often diverges; warm up first, or use Pre-LN or Peri-LN"));

    [Fact]
    public Task Torchs_own_encoder_is_post_norm() => Verify.Findings(
        Models.Of("readonly TransformerEncoder encoder = TransformerEncoder(TransformerEncoderLayer(8, 2), 6);", "encoder.call(x, null, null)")
        + Train("var net = new Net(); var optimizer = torch.optim.SGD(net.parameters(), rate); torch.optim.lr_scheduler.[|StepLR|](optimizer, 10).step();"));

    [Theory]
    [InlineData("var net = new Net(5);", "torch.optim.lr_scheduler.StepLR(optimizer, 10)")] // shallow
    [InlineData("var net = new Net(given);", "torch.optim.lr_scheduler.StepLR(optimizer, 10)")] // of unknown depth
    [InlineData("var net = new Net(12);", "torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, 100)")] // warms up
    [InlineData("var net = new Net(12);", "torch.optim.lr_scheduler.LinearLR(optimizer)")]
    [InlineData("var net = new Net(12);", "torch.optim.lr_scheduler.LambdaLR(optimizer, step => step / 10.0)")]
    [InlineData("var net = new Net(12);", "torch.optim.lr_scheduler.SequentialLR(optimizer, new[] { torch.optim.lr_scheduler.LinearLR(optimizer), torch.optim.lr_scheduler.StepLR(optimizer, 10) }, new[] { 10 })")]
    [InlineData("var net = new Net(12);", "torch.optim.lr_scheduler.StepLR(optimizer, 10); foreach (var group in optimizer.ParamGroups) group.LearningRate = rate")]
    public Task Shallow_unknown_or_warmed_up_is_silent(string model, string schedule) => Verify.Findings(
        Model("PostBlock", "for (var i = 0; i < depth; i++) blocks.Add(new PostBlock());") + Train($"{model} var optimizer = torch.optim.AdamW(net.parameters()); var schedule = {schedule};"));

    private static string Fields(string more = "") => $$"""
        class Training
        {
            private readonly torch.optim.Optimizer optimizer = Make(new Net(12));
            private static torch.optim.Optimizer Make(Net net) => torch.optim.AdamW(net.parameters());
            void Run() { var schedule = torch.optim.lr_scheduler.[|StepLR|](optimizer, 10); }
            {{more}}
        }
        """;

    [Fact]
    public Task Fields_and_methods_are_followed() => Verify.Findings(Model("PostBlock", "for (var i = 0; i < depth; i++) blocks.Add(new PostBlock());") + Fields());

    [Fact]
    public Task A_rate_that_is_set_elsewhere_is_silent() => Verify.Findings(
        Model("PostBlock", "for (var i = 0; i < depth; i++) blocks.Add(new PostBlock());") + Fields("void Warm() { foreach (var group in optimizer.ParamGroups) group.LearningRate = 0.1; }").Replace("[|StepLR|]", "StepLR", StringComparison.Ordinal));

    [Fact]
    public Task Pre_norm_is_silent() => Verify.Findings(
        Model("PreBlock", "for (var i = 0; i < depth; i++) blocks.Add(new PreBlock());") + Train("var net = new Net(12); var optimizer = torch.optim.AdamW(net.parameters()); var schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 1000);"));
}
