using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<IgnoredClippingAnalyzer>;

public sealed class IgnoredClippingTests
{
    private static string Train(string optimizer, string body) => Trainings.Net + Trainings.Train($"var optimizer = torch.optim.{optimizer};\nvar loss = net.call(x).sum();\n{body}\noptimizer.step();");

    [Fact]
    public Task The_message_names_call_and_optimizer() => Verify.Findings(
        Train("SCALE(net)", "loss.backward();\nnn.utils.{|#0:clip_grad_norm_|}(net.parameters(), 1.0);"),
        Verify.Finding("clip_grad_norm_ has no effect on matrices: SCALE divides each gradient by its size"));

    [Theory]
    [InlineData("SinkGD(net)", "loss.backward();\nnn.utils.[|clip_grad_norm_|](net.parameters(), 1.0);")]
    [InlineData("SWAN(net)", "loss.backward();\nnn.utils.[|clip_grad_norm_|](net.parameters(), 1.0);")]
    [InlineData("AdamW(net.parameters())", "(loss * 100).[|backward|]();")]
    [InlineData("Adam(net.parameters())", "var scaled = 0.1 * loss;\nscaled.[|backward|]();")]
    public Task What_cancels_is_found(string optimizer, string body) => Verify.Findings(Train(optimizer, body));

    [Fact]
    public Task An_optimizer_in_a_field_is_followed() => Verify.Findings(Trainings.Net + """
        class Training(Net net)
        {
            private readonly torch.optim.Optimizer optimizer = torch.optim.Adam(net.parameters());
            void Step(Tensor loss) { (loss * 100).[|backward|](); optimizer.step(); }
        }
        """);

    [Fact]
    public Task A_decay_in_a_field_is_followed() => Verify.Silence(Trainings.Net + """
        class Training(Net net)
        {
            private static readonly double decay = 0.1;
            private readonly torch.optim.Optimizer optimizer = torch.optim.Adam(net.parameters(), weight_decay: decay);
            void Step(Tensor loss) { (loss * 100).backward(); optimizer.step(); }
        }
        """);

    [Theory]
    [InlineData("AdamW(net.parameters())", "loss.backward();\nnn.utils.clip_grad_norm_(net.parameters(), 1.0);")] // other steps had other factors
    [InlineData("SGD(net.parameters(), 0.1)", "(loss * 100).backward();")]
    [InlineData("AdamW(net.parameters())", "(loss * 1024).backward();")] // for the digits of half precision
    [InlineData("AdamW(net.parameters())", "(loss * rate).backward();")]
    [InlineData("Adam(net.parameters(), weight_decay: 0.1)", "(loss * 100).backward();")] // the decay is not scaled
    [InlineData("SCALE(net)", "loss.backward();\nnn.utils.clip_grad_value_(net.parameters(), 1.0);")]
    public Task What_has_an_effect_is_silent(string optimizer, string body) => Verify.Silence(Train(optimizer, body));

    [Theory]
    [InlineData("SCALE(net)", "loss.backward();\nnn.utils.[|clip_grad_norm_|](net.parameters(), 1.0);", "loss.backward();")]
    [InlineData("AdamW(net.parameters())", "(loss * 100).[|backward|]();", "loss.backward();")]
    [InlineData("Lion(net)", "(0.1 * (loss + 1)).[|backward|]();", "(loss + 1).backward();")]
    public Task The_fix_takes_it_out(string optimizer, string body, string fixedBody) => Verify.FixWithoutAll<DropClippingCodeFix>(Train(optimizer, body), Train(optimizer, fixedBody));
}
