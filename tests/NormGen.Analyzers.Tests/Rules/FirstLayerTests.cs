using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FirstLayerAnalyzer>;

public sealed class FirstLayerTests
{
    [Theory]
    [InlineData("head.call(first.call(x).relu())")]
    [InlineData("head.call(first.call((x.flatten(1) - 0.5) / 0.25))")]
    [InlineData("head.call(first.call(x.view(x.size(0), -1) - x.mean([-1], keepdim: true)))")]
    [InlineData("head.call(functional.gelu(first.call(functional.dropout(x, 0.1))))")]
    [InlineData("head.call(norm.call(first.call(x)))")]
    [InlineData("head.call(first.call(x.tanh()) + first.call(-x))")]
    [InlineData("Inner(x)")]
    public Task A_layer_that_takes_data_through_nothing_trained_is_fine(string forward) => Verify.Silence(Net(forward));

    [Theory]
    [InlineData("first.call(head.call(x))", "it is not first: its input depends on the trained 'head.weight'")]
    [InlineData("first.call(norm.call(x))", "it is not first: its input depends on the trained 'norm.weight'")]
    [InlineData("first.call(x * gain)", "it is not first: its input depends on the trained 'gain'")]
    [InlineData("first.call(x) + first.call(head.call(x))", "it is not first: its input depends on the trained 'head.weight'")]
    [InlineData("first.call(cells.call(x, x, x))", "it is not first: its input depends on 'cells'")]
    [InlineData("first.call(Foreign.Of(x))", "it is not known to be first: its input comes from code that cannot be followed")]
    [InlineData("first.call(ones(2, 4))", "it is not known to be first: its input comes from no argument of forward")]
    [InlineData("head.call(x)", "no call of it is found in forward, so it is not known to be first")]
    public Task A_layer_behind_something_trained_or_unknown_is_found_on_its_name(string forward, string reason)
        => Verify.Findings(Net(forward, "{|#0:first|}"), Verify.Finding($"[TrAct] cannot work on 'first': {reason}"));

    [Theory]
    [InlineData("[TrAct] readonly GELU {|#0:wrong|} = GELU();", "wrong", "it is a GELU, and TrAct is defined for Linear and Conv2d")]
    [InlineData("[TrAct({|#0:Lambda = 0|})] readonly Linear wrong = Linear(2, 2);", "wrong", "Lambda must be a finite number above zero")]
    [InlineData("[TrAct({|#0:Lambda = double.NaN|})] readonly Linear wrong = Linear(2, 2);", "wrong", "Lambda must be a finite number above zero")]
    public Task What_TrAct_is_not_defined_for_is_found(string member, string name, string reason)
        => Verify.Findings(Net("x", "first", member, annotate: false), Verify.Finding($"[TrAct] cannot work on '{name}': {reason}"));

    [Fact]
    public Task A_convolution_with_groups_is_found() => Verify.Findings("""
        public partial class Net : Module<Tensor, Tensor>
        {
            [TrAct] readonly Conv2d {|#0:first|} = Conv2d(4, 4, 3, groups: 2);
            public Net() : base("Net") { InitializeTrAct(); RegisterComponents(); }
            public override Tensor forward(Tensor x) => first.call(x);
        }
        """, Verify.Finding("[TrAct] cannot work on 'first': it has 2 groups, and TrAct is defined for one"));

    [Fact]
    public Task Constructors_that_never_attach_are_found() => Verify.Findings("""
        public partial class Net : Module<Tensor, Tensor>
        {
            [TrAct] readonly Linear first = Linear(4, 4);
            public {|#0:Net|}() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => first.call(x);
        }
        """, Verify.Finding("[TrAct] cannot work on 'Net': no constructor calls InitializeTrAct(), which attaches the gradient once the layer is made"));

    [Theory]
    [InlineData("{|NG0030:Net|}() : base(\"Net\") => RegisterComponents();", "Net() : base(\"Net\")\n    {\n        InitializeTrAct();\n        RegisterComponents();\n    }")]
    [InlineData("{|NG0030:Net|}() : base(\"Net\")\n    {\n        this.RegisterComponents();\n    }", "Net() : base(\"Net\")\n    {\n        InitializeTrAct();\n        this.RegisterComponents();\n    }")]
    public Task The_missing_call_is_inserted(string constructor, string changed)
    {
        return Verify.Fix<InitializeTrActCodeFix>(Source(constructor), Source(changed));

        static string Source(string constructor) => $$"""
            public partial class Net : Module<Tensor, Tensor>
            {
                [TrAct] readonly Linear first = Linear(4, 4);

                public {{constructor}}

                public override Tensor forward(Tensor x) => first.call(x);
            }
            """;
    }

    [Fact]
    public Task A_layer_that_is_not_first_has_no_fix()
    {
        var source = Net("first.call(head.call(x))", "{|NG0030:first|}");
        return Verify.Fix<InitializeTrActCodeFix>(source, source);
    }

    private static string Net(string forward, string name = "first", string member = "", bool annotate = true) => $$"""
        public partial class Net : Module<Tensor, Tensor>
        {
            {{(annotate ? "[TrAct] " : "")}}readonly Linear {{name}} = Linear(4, 4);
            readonly Linear head = Linear(4, 4);
            readonly LayerNorm norm = LayerNorm(4);
            readonly TransformerEncoderLayer cells = TransformerEncoderLayer(4, 1);
            readonly Parameter gain = Parameter(ones(4));
            {{member}}

            public Net() : base("Net")
            {
                InitializeTrAct();
                RegisterComponents();
            }

            private Tensor Inner(Tensor x) { var flat = x.reshape(-1, 4); return head.call(first.call(flat)); }

            public override Tensor forward(Tensor x) => {{forward}};
        }

        public static class Foreign { public static extern Tensor Of(Tensor x); }
        """;
}
