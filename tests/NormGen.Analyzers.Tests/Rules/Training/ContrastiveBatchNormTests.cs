using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<ContrastiveBatchNormAnalyzer>;

public sealed class ContrastiveBatchNormTests
{
    private const string Separate = "return functional.softplus(-net.call(real)).mean() + functional.softplus(net.[|call|](made)).mean();";

    private static string Net(string norm = "BatchNorm1d norm = BatchNorm1d(8);", string more = "") => Models.Of($"readonly Linear layer = Linear(8, 8); public readonly {norm} {more}", "norm.call(layer.call(x))");

    private static string Loss(string body, string attribute = "[ContrastiveBatch] ", string more = "") => $$"""
        class Training
        {
            static Tensor Loss(Net net, Tensor real, {{attribute}}Tensor made)
            {
                {{body}}
            }

            {{more}}
        }
        """;

    [Fact]
    public Task Clean_and_contrastive_batches_in_calls_of_their_own_are_found() => Verify.Findings(
        Net() + Loss(Separate.Replace("[|call|]", "{|#0:call|}")),
        Verify.Finding("The loss sets what 'net' makes of 'made' against what it makes of 'real', and 'norm' normalizes each by its own statistics: they tell the batches apart here, and in evaluation both get the same ones; put the norms into eval(), call once over both joined, or use a norm over features or groups"));

    [Theory]
    [InlineData("net.train(); var energy = net.call(real); var noise = made.clone(); for (var i = 0; i < 3; i++) noise = noise + 0.1 * randn_like(noise); var other = net.[|call|](noise); var loss = energy.mean() - other.mean(); loss.backward(); return loss;")]
    [InlineData("var a = net.forward(real); Tensor b; b = net.[|forward|](made + real.mean()); var loss = a.mean(); loss = loss - b.mean(); loss.backward(); return zeros(1);")]
    [InlineData("var (a, b) = (net.call(real), net.[|call|](made)); return cat([a, b]).mean();")]
    public Task Locals_attacks_and_sums_are_followed(string body) => Verify.Findings(Net() + Loss(body));

    [Fact]
    public Task A_method_of_the_model_itself_is_found() => Verify.Findings(Net(more: "public Tensor Loss(Tensor real, [ContrastiveBatch] Tensor made) => call(real).mean() - [|call|](made).mean();"));

    [Theory]
    [InlineData("return net.call(cat([real, made])).mean();")]
    [InlineData("var both = cat([made, real]); return net.call(both).mean() + net.call(real).mean();")]
    [InlineData("net.eval(); " + "return functional.softplus(-net.call(real)).mean() + functional.softplus(net.call(made)).mean();")]
    [InlineData("net.train(false); return net.call(real).mean() - net.call(made).mean();")]
    [InlineData("net.norm.eval(); return net.call(real).mean() - net.call(made).mean();")]
    [InlineData("foreach (var module in net.modules()) if (module is BatchNorm1d norm) norm.eval(); return net.call(real).mean() - net.call(made).mean();")]
    [InlineData("Tensor teacher; using (no_grad()) teacher = net.call(real); return (net.call(made) - teacher).square().mean();")]
    [InlineData("var target = net.call(real).detach(); return (net.call(made) - target).square().mean();")]
    [InlineData("real.print(); var energy = net.call(real).mean(); energy.backward(); return net.call(made);")]
    [InlineData("return net.call(made).mean() + net.call(made * 2).mean();")]
    [InlineData("var fresh = randn(made.shape); return net.call(real).mean() - net.call(fresh).mean();")]
    public Task One_batch_evaluation_teachers_and_losses_apart_are_silent(string body) => Verify.Silence(Net() + Loss(body));

    [Fact]
    public Task Nothing_is_said_without_the_attribute() => Verify.Silence(Net() + Loss(Separate.Replace("[|call|]", "call"), attribute: ""));

    [Theory]
    [InlineData("LayerNorm norm = LayerNorm(8);")]
    [InlineData("GroupNorm norm = GroupNorm(2, 8);")]
    public Task Norms_of_each_example_are_silent(string norm) => Verify.Silence(Net(norm) + Loss(Separate.Replace("[|call|]", "call")));

    [Theory]
    [InlineData("static void Frozen(Net net) { net.eval(); }")]
    [InlineData("static void Step(Net net, Tensor x) { foreach (var norm in net.modules().OfType<BatchNorm1d>()) norm.train(false); Loss(net, x, x + 1); }")]
    public Task A_class_that_freezes_somewhere_else_is_silent(string more) => Verify.Silence(Net() + Loss(Separate.Replace("[|call|]", "call"), more: more));

    [Fact]
    public Task Models_that_set_their_own_mode_or_freeze_their_norms_are_silent()
        => Verify.Silence(Net(more: "protected override void Dispose(bool disposing) { base.Dispose(disposing); } public override void train(bool on = true) { base.train(on); norm.eval(); }") + Loss(Separate.Replace("[|call|]", "call")));

    [Fact]
    public Task A_helper_that_gets_the_model_and_sets_its_mode_is_silent()
        => Verify.Silence(Net() + Loss("Helper.Freeze(net); " + Separate.Replace("[|call|]", "call")) + "static class Helper { public static void Freeze(Net net) { net.eval(); } }");

    [Fact]
    public Task A_model_that_is_not_known_is_silent() => Verify.Silence(Net() + Loss(Separate.Replace("[|call|]", "call")).Replace("Net net", "Module<Tensor, Tensor> net"));
}
