using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<HandWrittenBlockAnalyzer>;

public sealed class HandWrittenBlockTests
{
    private const string Sublayers = """
        class Mixer : Module<Tensor, Tensor, Tensor>
        {
            readonly Linear map;
            public Mixer(long width) : base("") { map = Linear(width, width); RegisterComponents(); }
            public override Tensor forward(Tensor tokens, Tensor mask) => map.call(tokens * mask);
        }

        class FeedForward : Module<Tensor, Tensor>
        {
            readonly Linear up, down;
            public FeedForward(long width) : base("") { up = Linear(width, 2 * width); down = Linear(2 * width, width); RegisterComponents(); }
            public override Tensor forward(Tensor x) => down.call(functional.gelu(up.call(x)));
        }


        """;

    private const string Norms = "private readonly LayerNorm norm1, norm2;";
    private const string Make = "norm1 = LayerNorm(width);\n        norm2 = LayerNorm(width);";
    internal const string Forward = "x = x + mixer.call(norm1.call(x), mask); return x + mlp.call(norm2.call(x));";

    internal static string Block(string forward = Forward, string make = Make, string norms = Norms, string fields = "private readonly Mixer mixer;\n    private readonly FeedForward mlp;", string more = "", string name = "[|Block|]", string module = "Module<Tensor, Tensor, Tensor>", string parameters = "Tensor x, Tensor mask") => Sublayers + $$"""
        class {{name}} : {{module}}
        {
            {{fields}}
            {{norms}}

            public Block(long width) : base("Block")
            {
                mixer = new(width);
                mlp = new(width);
                {{make}}
                RegisterComponents();
            }

            public override Tensor forward({{parameters}}) { {{forward}} }{{(more.Length == 0 ? "" : "\n\n    " + more)}}
        }
        """;

    [Fact]
    public Task The_message_names_the_class_and_the_attribute() => Verify.Findings(
        Block(name: "{|#0:Block|}"),
        Verify.Finding("'Block' writes out what [PreLN] generates: the same norms around the same sublayers, with each addition and norm in one kernel"));

    [Theory]
    [InlineData("var h = x + mixer.call(norm1.call(x), mask); return h + mlp.call(norm2.call(h));")]
    [InlineData("x = mixer.forward(norm1.forward(x), mask) + x; x += mlp.forward(norm2.forward(x)); return x;")]
    [InlineData("using var n = norm1.call(x); var h = x.add(mixer.call(n, mask)); return torch.add(h, mlp.call(norm2.call(h)));")]
    [InlineData("x = norm1.call(x + mixer.call(x, mask)); return norm2.call(x + mlp.call(x));")] // PostLN
    [InlineData("x = x + norm1.call(mixer.call(x, mask)); return x + norm2.call(mlp.call(x));")] // OutputNorm
    [InlineData("return (x + this.mixer.call(this.norm1.call(x), mask)) is var h ? h : x;", false)]
    public Task Spellings_of_the_same_flow_are_found(string forward, bool isFound = true) => Verify.Findings(Block(forward, name: isFound ? "[|Block|]" : "Block"));

    [Theory]
    [InlineData("x = x + mlp.call(norm1.call(x)); return x + mixer.call(norm2.call(x), mask);")] // another order than that of the fields
    [InlineData("return x + mixer.call(norm1.call(x), mask) + mlp.call(norm2.call(x));")] // branches beside each other
    [InlineData("x = x + mixer.call(norm1.call(x), mask); return norm2.call(x + mlp.call(x));")] // two placements
    [InlineData("x = x - mixer.call(norm1.call(x), mask); return x + mlp.call(norm2.call(x));")]
    [InlineData("x = x.add(mixer.call(norm1.call(x), mask), 0.5); return x + mlp.call(norm2.call(x));")]
    [InlineData("x.add_(mixer.call(norm1.call(x), mask)); return x + mlp.call(norm2.call(x));")] // in place
    [InlineData("x = norm1.call(x); x = x + mixer.call(x, mask); return x + mlp.call(norm2.call(x));")] // the stream is normalized too
    [InlineData("x = x + mixer.call(norm1.call(x), mask); return x + mlp.call(norm1.call(x));")] // one norm twice
    [InlineData("x = x + mixer.call(norm1.call(x), mask); return x + functional.relu(mlp.call(norm2.call(x)));")]
    [InlineData("x = x + mixer.call(norm1.call(x), x); return x + mlp.call(norm2.call(x));")] // another argument
    [InlineData("mask = mask * 2; x = x + mixer.call(norm1.call(x), mask); return x + mlp.call(norm2.call(x));")]
    [InlineData("Console.WriteLine(x.shape); x = x + mixer.call(norm1.call(x), mask); return x + mlp.call(norm2.call(x));")] // other work
    [InlineData("norm2.call(mask); x = x + mixer.call(norm1.call(x), mask); return x + mlp.call(norm2.call(x));")] // another reader
    [InlineData("if (training) x = x + mixer.call(norm1.call(x), mask); return x + mlp.call(norm2.call(x));")]
    [InlineData("for (var i = 0; i < 2; i++) x = x + mixer.call(norm1.call(x), mask); return x + mlp.call(norm2.call(x));")]
    public Task Another_flow_is_silent(string forward) => Verify.Silence(Block(forward, name: "Block"));

    [Theory]
    [InlineData("norm1 = LayerNorm(width, eps: 1e-6);\n        norm2 = LayerNorm(width);")] // no attribute has two
    [InlineData("norm1 = LayerNorm(width);\n        norm2 = LayerNorm(8);")]
    [InlineData("norm1 = LayerNorm(new[] { 4, width });\n        norm2 = LayerNorm(new[] { 4, width });")] // two axes
    [InlineData("norm1 = LayerNorm(width, elementwise_affine: false);\n        norm2 = LayerNorm(width, elementwise_affine: false);")]
    [InlineData("norm1 = LayerNorm(width, dtype: torch.float64);\n        norm2 = LayerNorm(width, dtype: torch.float64);")]
    [InlineData("norm1 = LayerNorm(width);\n        norm2 = LayerNorm(width);\n        init.constant_(norm2.weight, 0.1);")] // begins with other values
    [InlineData("norm1 = LayerNorm(width);\n        norm2 = norm1;")]
    [InlineData("norm1 = LayerNorm(width);\n        norm2 = LayerNorm(width);\n        register_module(\"again\", norm1);")]
    [InlineData("norm1 = LayerNorm(width);\n        width = 8;\n        norm2 = LayerNorm(width);")]
    public Task Norms_that_no_attribute_makes_are_silent(string make) => Verify.Silence(Block(make: make, name: "Block"));

    [Fact]
    public Task A_norm_that_others_may_read_is_silent() => Verify.Silence(Block(norms: "public readonly LayerNorm norm1, norm2;", name: "Block"));

    [Fact]
    public Task A_norm_with_another_reader_is_silent() => Verify.Silence(Block(more: "public Tensor Look(Tensor x) => norm1.call(x);", name: "Block"));

    [Fact]
    public Task A_base_class_of_ones_own_is_silent() => Verify.Silence("abstract class Base : Module<Tensor, Tensor, Tensor> { protected Base(string name) : base(name) { } }\n" + Block(module: "Base", name: "Block"));

    [Fact]
    public Task A_class_that_inherits_its_forward_is_silent_and_the_base_found() => Verify.Findings(Block() + "\nclass Wider : Block { public Wider() : base(16) { } }");

    [Fact]
    public Task An_argument_that_no_sublayer_takes_is_silent() => Verify.Silence(Block(
        "x = x + mixer.call(norm1.call(x), mask); return x + mlp.call(norm2.call(x));", module: "Module<Tensor, Tensor, Tensor, Tensor>", parameters: "Tensor x, Tensor mask, Tensor more", name: "Block"));

    [Fact]
    public Task A_file_scoped_type_is_silent() => Verify.Silence(Block(name: "Block").Replace("class ", "file class ", StringComparison.Ordinal));

    [Fact]
    public Task The_size_may_be_a_member_of_an_argument() => Verify.Findings("record Options(long Width);\n" + Block(make: "norm1 = LayerNorm(options.Width);\n        norm2 = LayerNorm(options.Width);").Replace("Block(long width)", "Block(Options options)", StringComparison.Ordinal).Replace("mixer = new(width)", "mixer = new(options.Width)", StringComparison.Ordinal).Replace("mlp = new(width)", "mlp = new(options.Width)", StringComparison.Ordinal));

    [Theory]
    [InlineData("norm1 = LayerNorm(options.Width);\n        norm2 = LayerNorm(options.Inner);")]
    [InlineData("norm1 = LayerNorm(options.Width);\n        options.Width = 4;\n        norm2 = LayerNorm(options.Width);")]
    public Task Members_that_differ_or_change_are_silent(string make) => Verify.Silence("class Options { public long Width, Inner; }\n" + Block(make: make, name: "Block").Replace("Block(long width)", "Block(Options options)", StringComparison.Ordinal).Replace("mixer = new(width)", "mixer = new(8)", StringComparison.Ordinal).Replace("mlp = new(width)", "mlp = new(8)", StringComparison.Ordinal));

    [Fact]
    public Task Two_constructors_are_silent() => Verify.Silence(Block(more: "public Block() : this(8) { }", name: "Block"));

    [Fact]
    public Task Parts_of_a_class_that_read_no_norm_change_nothing() => Verify.Findings(Block().Replace("class [|Block|]", "partial class [|Block|]", StringComparison.Ordinal) + "\npartial class Block { public int Number => 1; }");

    [Fact]
    public Task Parts_of_a_class_that_read_a_norm_silence_it() => Verify.Silence(Block(name: "Block").Replace("class Block", "partial class Block", StringComparison.Ordinal) + "\npartial class Block { public Tensor? Gain => norm1.weight; }");

    [Fact]
    public Task The_fix_keeps_the_keys() => Verify.FixWithoutAll<UsePlacementCodeFix>(
        Block(),
        Sublayers + """
        [PreLN]
        partial class Block : Module<Tensor, Tensor, Tensor>
        {
            [Sublayer(NormIn = "norm1")] private readonly Mixer mixer;
            [Sublayer(NormIn = "norm2")] private readonly FeedForward mlp;

            public Block(long width) : base("Block")
            {
                mixer = new(width);
                mlp = new(width);
                InitializeNorms(width);
                RegisterComponents();
            }

            public override partial Tensor forward(Tensor x, Tensor mask);
        }
        """);

    [Fact]
    public Task The_other_fix_gives_them_the_generated_names() => Verify.Fix<UsePlacementCodeFix>(
        Block("x = x + drop.call(norm2.call(mixer.call(norm1.call(x), mask))); return x + drop.call(norm4.call(mlp.call(norm3.call(x))));", "norm1 = new(width, eps: 1e-6);\n        norm2 = new(width, 1e-6);\n        norm3 = new(width, 1e-6);\n        norm4 = new(width, 1e-6);", "private readonly RMSNorm norm1, norm2, norm3, norm4;\n    private readonly Dropout drop = Dropout(0.1);"),
        Sublayers + """
        [PeriLN(Norm = typeof(RMSNorm), Eps = 1E-06)]
        partial class Block : Module<Tensor, Tensor, Tensor>
        {
            [Sublayer(Dropout = nameof(drop))] private readonly Mixer mixer;
            [Sublayer(Dropout = nameof(drop))] private readonly FeedForward mlp;
            private readonly Dropout drop = Dropout(0.1);

            public Block(long width) : base("Block")
            {
                mixer = new(width);
                mlp = new(width);
                InitializeNorms(width);
                RegisterComponents();
            }

            public override partial Tensor forward(Tensor x, Tensor mask);
        }
        """,
        fixAll: false,
        codeActionIndex: 1);

    [Fact]
    public Task Initializers_expressions_and_types_around_are_rewritten() => Verify.FixWithoutAll<UsePlacementCodeFix>(
        """
        static class Outer
        {
            /// <summary>A block.</summary>
            internal sealed class [|Block|]<T> : Module<Tensor, Tensor>
            {
                private readonly LayerNorm first = LayerNorm(8), second = LayerNorm(8);
                private readonly Linear a = Linear(8, 8), b = Linear(8, 8);

                public Block() : base("Block") => RegisterComponents();

                /// <inheritdoc/>
                public override Tensor forward(Tensor x)
                {
                    x = first.call(x + a.call(x));
                    return second.call(x + b.call(x));
                }
            }
        }
        """,
        """
        static partial class Outer
        {
            /// <summary>A block.</summary>
            [PostLN]
            internal sealed partial class Block<T> : Module<Tensor, Tensor>
            {
                [Sublayer(NormIn = "first")] private readonly Linear a = Linear(8, 8);
                [Sublayer(NormIn = "second")] private readonly Linear b = Linear(8, 8);

                public Block() : base("Block")
                {
                    InitializeNorms(8);
                    RegisterComponents();
                }

                /// <inheritdoc/>
                public override partial Tensor forward(Tensor x);
            }
        }
        """);

    [Fact]
    public Task What_no_generator_accepts_has_no_fix()
    {
        var source = Block(more: "private long streamFeatures = 0;\n\n    public long Features => streamFeatures;");
        return Verify.Fix<UsePlacementCodeFix>(source, source);
    }
}
