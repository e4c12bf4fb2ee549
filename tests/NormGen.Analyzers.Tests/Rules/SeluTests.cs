using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<SeluAnalyzer>;

/// <summary>NG1022 and NG1023, and the fixes of both and of NG0025.</summary>
public sealed class SeluTests
{
    private static string Net(string members, string forward, string constructor = "") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            readonly Linear a = Linear(4, 4), b = Linear(4, 4);
            {{members}}
            public Net() : base("") { RegisterComponents(); {{constructor}} }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;

    [Theory]
    [InlineData("readonly Dropout drop = {|#0:Dropout|}(0.1);", "b.call(drop.call(functional.selu(a.call(x))))", "Dropout", "selu")]
    [InlineData("readonly Dropout2d drop = nn.{|#0:Dropout2d|}(0.1); readonly SELU act = SELU();", "b.call(drop.call(act.call(a.call(x))))", "Dropout2d", "SELU")]
    [InlineData("", "b.call({|#0:functional.dropout(torch.nn.functional.selu(a.call(x)).view(-1, 4), 0.1)|})", "dropout", "selu")]
    [InlineData("readonly Sequential body = Sequential(Linear(4, 4), SELU(), {|#0:Dropout|}(0.1), Linear(4, 4));", "body.call(x)", "Dropout", "SELU")]
    [InlineData("readonly Dropout drop = {|#0:Dropout|}(0.1); readonly FusedSELU act = torch.nn.FusedSELU();", "b.call(drop.call(act.call(a.call(x))))", "Dropout", "FusedSELU")]
    public Task Ordinary_dropout_behind_selu_is_found(string members, string forward, string name, string before) => Verify.Findings(
        Net(members, forward),
        Verify<SeluAnalyzer>.Result("NG1022", DiagnosticSeverity.Warning).WithLocation(0).WithMessage($"'{name}' stands behind '{before}': it sets units to 0, which shifts the mean and raises the variance of SELU's activations; use alpha dropout, with the same probability or a smaller one"));

    [Theory]
    [InlineData("readonly AlphaDropout drop = {|#0:AlphaDropout|}(0.1);", "b.call(drop.call(a.call(x).relu()))", "AlphaDropout", "relu")]
    [InlineData("readonly LayerNorm norm = LayerNorm(4); readonly AlphaDropout drop = {|#0:AlphaDropout|}(0.1);", "b.call(drop.call(norm.call(a.call(x))))", "AlphaDropout", "LayerNorm")]
    [InlineData("", "b.call({|#0:functional.alpha_dropout(functional.gelu(a.call(x)))|})", "alpha_dropout", "gelu")]
    public Task Alpha_dropout_behind_anything_else_is_found(string members, string forward, string name, string before) => Verify.Findings(
        Net(members, forward),
        Verify<SeluAnalyzer>.Result("NG1022", DiagnosticSeverity.Warning).WithLocation(0).WithMessage($"'{name}' stands behind '{before}': it sets units to -1.7581, the low limit of SELU, and rescales by SELU's moments; use ordinary dropout"));

    [Theory]
    [InlineData("readonly Dropout drop = Dropout(0.1);", "functional.selu(a.call(drop.call(x)))")] // on the input
    [InlineData("readonly Dropout drop = Dropout(0.1);", "drop.call(b.call(functional.selu(a.call(x))))")] // behind the layer
    [InlineData("readonly AlphaDropout drop = AlphaDropout(0.1);", "b.call(drop.call(functional.selu(a.call(x))))")]
    [InlineData("readonly AlphaDropout drop = AlphaDropout(0.1); readonly Module<Tensor, Tensor> act = Make(); static Module<Tensor, Tensor> Make() => throw new NotSupportedException();", "b.call(drop.call(act.call(a.call(x))))")] // not known
    public Task Dropouts_in_their_place_are_fine(string members, string forward) => Verify.Silence(Net(members, forward));

    private const string Deep = "readonly Linear c = Linear(4, 4), d = Linear(4, 4);";
    private const string DeepForward = "d.call(functional.selu(c.call(functional.selu(b.call(functional.selu(a.call(x)))))))";

    [Theory]
    [InlineData("", "torch's default (variance 1 / (3 fan_in))")]
    [InlineData("init.xavier_uniform_(a.weight!);", "xavier_uniform_")]
    [InlineData("init.kaiming_normal_(a.weight!);", "kaiming_normal_ for other activations")]
    public Task Three_layers_before_selu_without_lecun_are_found(string constructor, string how) => Verify.Findings(
        Net(Deep, DeepForward, constructor).Replace("class Net", "class {|#0:Net|}"),
        Verify<SeluAnalyzer>.Result("NG1023", DiagnosticSeverity.Warning).WithLocation(0).WithMessage($"The layers of 'Net' before SELU begin with {how}: activations leave mean zero and variance one with every layer; call torch.nn.init.lecun_normal_(..), or mark the class [SelfNormalizing]"));

    [Fact]
    public Task Lists_of_any_length_are_deep() => Verify.Findings(
        """
        class {|NG1023:Net|} : Module<Tensor, Tensor>
        {
            readonly ModuleList<Linear> layers = new();
            public Net(int depth) : base("") { for (var i = 0; i < depth; i++) layers.Add(Linear(4, 4)); RegisterComponents(); }
            public override Tensor forward(Tensor x) { foreach (var layer in layers) x = functional.selu(layer.call(x)); return x; }
        }
        """);

    [Theory]
    [InlineData(Deep, DeepForward, "torch.nn.init.lecun_normal_(this);")]
    [InlineData(Deep, DeepForward, "init.kaiming_normal_(a.weight!, nonlinearity: init.NonlinearityType.Linear);")]
    [InlineData(Deep, DeepForward, "load(\"net.bin\");")]
    [InlineData(Deep, DeepForward, "init.normal_(a.weight!, 0, 0.5);")]
    [InlineData("", "b.call(functional.selu(a.call(x)))", "")] // shallow
    [InlineData("readonly LayerNorm norm = LayerNorm(4);", "b.call(functional.selu(norm.call(b.call(functional.selu(norm.call(a.call(functional.selu(norm.call(a.call(x))))))))))", "")] // a norm in between
    public Task Layers_that_may_be_meant_are_fine(string members, string forward, string constructor) => Verify.Silence(Net(members, forward, constructor));

    [Fact]
    public Task An_initialization_elsewhere_may_be_of_this_class() => Verify.Silence(Net(Deep, DeepForward) + " static class Program { static void Run(Net net) => torch.nn.init.lecun_normal_(net); }");

    [Theory]
    [InlineData("readonly Dropout drop = [|Dropout|](0.1);", "b.call(drop.call(functional.selu(a.call(x))))", "readonly AlphaDropout drop = AlphaDropout(0.1);", "b.call(drop.call(functional.selu(a.call(x))))")]
    [InlineData("readonly Sequential body = Sequential(Linear(4, 4), SELU(), nn.[|Dropout|](0.1), Linear(4, 4));", "body.call(x)", "readonly Sequential body = Sequential(Linear(4, 4), SELU(), nn.AlphaDropout(0.1), Linear(4, 4));", "body.call(x)")]
    [InlineData("", "b.call([|functional.dropout(functional.selu(a.call(x)), 0.1)|])", "", "b.call(functional.alpha_dropout(functional.selu(a.call(x)), 0.1, training: true))")]
    [InlineData("readonly FusedAlphaDropout drop = torch.nn.[|FusedAlphaDropout|](0.1, seed: 3);", "b.call(drop.call(a.call(x).relu()))", "readonly Dropout drop = torch.nn.Dropout(0.1);", "b.call(drop.call(a.call(x).relu()))")]
    public Task The_fix_exchanges_the_dropout(string members, string forward, string fixedMembers, string fixedForward)
        => Verify.Fix<SeluDropoutCodeFix>(Net(members, forward).Replace("[|", "{|NG1022:").Replace("|]", "|}"), Net(fixedMembers, fixedForward), fixAll: false);

    [Fact]
    public Task The_fix_initializes_by_lecun_behind_the_registration() => Verify.Fix<LeCunCodeFix>(
        """
        class {|NG1023:Net|} : Module<Tensor, Tensor>
        {
            readonly Linear a = Linear(4, 4), b = Linear(4, 4), c = Linear(4, 4);
            public Net() : base("")
            {
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => functional.selu(c.call(functional.selu(b.call(functional.selu(a.call(x))))));
        }
        """,
        """
        class Net : Module<Tensor, Tensor>
        {
            readonly Linear a = Linear(4, 4), b = Linear(4, 4), c = Linear(4, 4);
            public Net() : base("")
            {
                RegisterComponents();
                torch.nn.init.lecun_normal_(this);
            }

            public override Tensor forward(Tensor x) => functional.selu(c.call(functional.selu(b.call(functional.selu(a.call(x))))));
        }
        """,
        fixAll: false);

    [Theory]
    [InlineData("RegisterComponents();")]
    [InlineData("RegisterComponents();\n        InitializeSelfNormalizing();")]
    public Task The_fix_of_a_missing_call_makes_it(string calls) => Verify<SelfNormalizingAnalyzer>.Fix<SelfNormalizingCallCodeFix>(
        Annotated("{|NG0025:Net|}", calls), Annotated("Net", "InitializeSelfNormalizing();\n        RegisterComponents();"));

    private static string Annotated(string name, string calls) => $$"""
        [SelfNormalizing]
        partial class Net : Module<Tensor, Tensor>
        {
            readonly Linear a = Linear(4, 4), b = Linear(4, 4);

            public {{name}}() : base("")
            {
                {{calls}}
            }

            public override partial Tensor forward(Tensor x);
        }
        """;
}
