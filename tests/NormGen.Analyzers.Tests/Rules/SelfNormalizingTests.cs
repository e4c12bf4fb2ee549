using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<SelfNormalizingAnalyzer>;

/// <summary>NG0025 and NG0026.</summary>
public sealed class SelfNormalizingTests
{
    private static string Net(string members, string forward = "partial Tensor forward(Tensor x);", string attribute = "[SelfNormalizing]", string constructor = "InitializeSelfNormalizing(); RegisterComponents();") => $$"""
        {{attribute}}
        public partial class Net : Module<Tensor, Tensor>
        {
            {{members}}
            public Net() : base("") { {{constructor}} }
            public override {{forward}}
        }
        """;

    private const string Layers = "readonly Linear a = Linear(4, 4), b = Linear(4, 4), head = Linear(4, 2);";

    [Theory]
    [InlineData("[SelfNormalizing(DropoutRate = {|#0:1.0|})]", "DropoutRate must be at least 0 and below 1, and is 1")]
    [InlineData("[SelfNormalizing(DropoutRate = {|#0:-0.1|})]", "DropoutRate must be at least 0 and below 1, and is -0.1")]
    public Task A_rate_that_is_none_is_found(string attribute, string reason) => Finds(Net(Layers, attribute: attribute), reason);

    [Theory]
    [InlineData("readonly Linear a = Linear(4, 4); readonly MaxPool2d {|#0:pool|} = MaxPool2d(2);", "'pool' is a MaxPool2d, and forward can be generated over Linear, Conv1d to Conv3d and ModuleLists of them only: write forward")]
    [InlineData("readonly Linear a = Linear(4, 4); readonly Linear {|#0:selu|} = Linear(4, 4);", "it has a member 'selu', the name of the generated activation: leave it out")]
    [InlineData("readonly Linear a = Linear(4, 4); void {|#0:InitializeSelfNormalizing|}() { }", "it has a member 'InitializeSelfNormalizing' already, the name of the generated method")]
    public Task Members_that_do_not_fit_are_found(string members, string reason) => Finds(Net(members), reason);

    [Fact]
    public Task A_class_without_layers_is_found() => Finds(Net("").Replace("class Net", "class {|#0:Net|}"), "it holds no layer: no Linear, no convolution, no Sequential or ModuleList in a field or property");

    [Theory]
    [InlineData("RegisterComponents();", "its constructor does not call InitializeSelfNormalizing(), behind the layers and before RegisterComponents(): without it they have torch's initialization")]
    [InlineData("RegisterComponents(); InitializeSelfNormalizing();", "its constructor calls RegisterComponents() before InitializeSelfNormalizing(): the activation would not follow train() and eval()")]
    public Task Calls_that_are_missing_or_late_are_found(string constructor, string reason) => Finds(Net(Layers, constructor: constructor).Replace("public Net()", "public {|#0:Net|}()"), reason);

    [Theory]
    [InlineData("partial Tensor forward(Tensor x);")]
    [InlineData("Tensor forward(Tensor x) => head.call(selu.call(b.call(selu.call(a.call(x)))));")]
    [InlineData("Tensor forward(Tensor x) => functional.softmax(head.call(selu.call(b.call(selu.call(a.call(x))))), -1);")]
    [InlineData("Tensor forward(Tensor x) { var h = selu.call(a.call(x)); return head.call((h + selu.call(b.call(h))) / Math.Sqrt(2)).tanh(); }")]
    public Task Nets_that_keep_to_it_are_fine(string forward) => Verify.Silence(Net(Layers, forward));

    [Theory]
    [InlineData("head.call(selu.call(b.call({|#0:a.call(x).relu()|})))", "'relu' between the layers of 'Net' is not self-normalizing: only SELU has its fixed point at mean zero and variance one")]
    [InlineData("head.call(selu.call(b.call({|#0:functional.gelu(a.call(x))|})))", "'gelu' between the layers of 'Net' is not self-normalizing: only SELU has its fixed point at mean zero and variance one")]
    public Task Another_activation_is_found(string result, string message) => Verify.Findings(Net(Layers, $"Tensor forward(Tensor x) => {result};"), Verify<SelfNormalizingAnalyzer>.Result("NG0026").WithLocation(0).WithMessage(message));

    [Fact]
    public Task A_norm_between_layers_is_found() => Verify.Findings(
        Net(Layers + " readonly LayerNorm norm = {|#0:LayerNorm|}(4);", "Tensor forward(Tensor x) => head.call(b.call(norm.call(functional.selu(a.call(x)))));"),
        Verify<SelfNormalizingAnalyzer>.Result("NG0026").WithLocation(0).WithMessage("'LayerNorm' between the layers of 'Net' is not self-normalizing: SELU makes the norm superfluous, and the norm hides what SELU does; leave one of them out"));

    [Fact]
    public Task A_sum_that_is_not_divided_is_found() => Verify.Findings(
        Net(Layers, "Tensor forward(Tensor x) { var h = functional.selu(a.call(x)); return head.call({|#0:h + functional.selu(b.call(h))|}); }"),
        Verify<SelfNormalizingAnalyzer>.Result("NG0026").WithLocation(0).WithMessage("a sum between the layers of 'Net' is not self-normalizing: the variance of a sum of two activations is 2; divide it by Math.Sqrt(2)"));

    private static Task Finds(string source, string reason) => Verify.Findings(source, Verify<SelfNormalizingAnalyzer>.Result("NG0025").WithLocation(0).WithMessage($"[SelfNormalizing] cannot work on 'Net': {reason}"));
}
