using NormGen.Analyzers.Tests.Harness;
using NormGen.Analyzers.Tests.Presets;

namespace NormGen.Analyzers.Tests.Graphs;

/// <summary>What the model graph knows of a class, as it is printed.</summary>
public sealed class ModelGraphTextTests
{
    private const string Fields = "readonly Linear a = Linear(8, 8), b = Linear(8, 8); readonly LayerNorm norm = LayerNorm(8); readonly Parameter gain = Parameter(torch.ones(8));";

    private static void Prints(string flow, string forward, string fields = Fields, string more = "") => Assert.Equal("forward(x)\n" + flow.ReplaceLineEndings("\n") + "\n", PrintedGraph.Flow(more + Models.Of(fields, forward)));

    [Fact]
    public void The_page_on_how_rules_decide_shows_a_graph_as_it_is_printed()
    {
        var file = Path.Combine(RuleDocumentationTests.Root, "docs", "rules", "how-it-decides.md");
        var page = File.ReadAllText(file).ReplaceLineEndings("\n");
        var (shown, printed) = (Block("text"), PrintedGraph.Of(page[Block("csharp")]));
        if (RuleTextTests.IsWriting) File.WriteAllText(file, page[..shown.Start] + printed + page[shown.End..]);
        else Assert.Equal(page[shown], printed);

        Range Block(string language)
        {
            var from = page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
            return from..page.IndexOf("```", from, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Modules_calls_operators_and_parameters() => Prints(
        """
          %0 = norm(x, norm.weight, norm.bias)    layer norm over the last axis
          %1 = a(%0, a.weight, a.bias)
          %2 = multiply(%1, gain)
          %3 = add(x, %2)
          return %3
        """,
        "x + a.call(norm.call(x)) * gain");

    [Fact]
    public void An_addition_in_place_is_one_and_reaches_every_name_of_the_tensor() => Prints(
        """
          %0 = a(x, a.weight, a.bias)
          %1 = add(%0, x), overwrites %0
          %2 = b(%1, b.weight, b.bias)
          return %2
        """,
        "var h = a.call(x); var same = h; h.add_(x); return b.call(same);");

    [Fact]
    public void Plus_equals_makes_a_new_tensor() => Prints(
        """
          %0 = a(x, a.weight, a.bias)
          %1 = b(%0, b.weight, b.bias)
          return %1
        """,
        "var h = a.call(x); var same = h; h += x; return b.call(same);");

    [Fact]
    public void Tuples_and_helpers_are_followed() => Prints(
        """
          %0 = a(x, a.weight, a.bias)
          %1 = b(x, b.weight, b.bias)
          %2 = add(%0, %1)
          return %2
        """,
        "var (p, q) = Both(x); return p + q;",
        Fields + " (Tensor, Tensor) Both(Tensor t) { Tensor Second(Tensor u) => b.call(u); return (a.call(t), Second(t)); }");

    [Fact]
    public void Lambdas_are_followed() => Prints(
        """
          %0 = a(x, a.weight, a.bias)
          %1 = relu(%0)
          return %1
        """,
        "Func<Tensor, Tensor> step = t => functional.relu(a.call(t)); return step(x);");

    [Fact]
    public void Members_of_base_classes_are_followed() => Assert.Equal(
        """
        forward(x)
          %0 = own(x, own.weight, own.bias)
          %1 = shared(%0, shared.weight, shared.bias)
          return %1

        """.ReplaceLineEndings("\n"),
        PrintedGraph.Flow(
            "abstract class Base : Module<Tensor, Tensor> { protected readonly Linear shared = Linear(8, 8); protected Base(string name) : base(name) { } protected Tensor Shared(Tensor x) => shared.call(x); }\n"
            + Models.Of("readonly Linear own = Linear(8, 8);", "Shared(own.call(x))").Replace(": Module<Tensor, Tensor>", ": Base", StringComparison.Ordinal)));

    [Fact]
    public void A_loop_over_a_list_is_one_repeated_body() => Prints(
        """
          %0 = layers.*(x, layers.*.weight, layers.*.bias)
          %1 = layers.*(%0, layers.*.weight', layers.*.bias')
          %2 = choice(%0, %1)
          %3 = layers.*(%1, layers.*.weight', layers.*.bias')
          %4 = choice(%2, %3)
          return %4
        """,
        "foreach (var layer in layers) x = layer.call(x); return x;",
        "readonly ModuleList<Linear> layers = new(Enumerable.Range(0, 6).Select(i => Linear(8, 8)).ToArray());");

    [Fact]
    public void Items_of_a_sequential_are_steps() => Prints(
        """
          %0 = net.0(x, net.0.weight, net.0.bias)
          %1 = net.1(%0)
          %2 = net.2(%1, net.2.weight, net.2.bias)    layer norm over the last axis
          return %2
        """,
        "net.call(x)",
        "readonly Sequential net = Sequential(Linear(8, 8), ReLU(), LayerNorm(8));");

    [Fact]
    public void Branches_that_the_run_decides_are_choices() => Prints(
        """
          %0 = a(x, a.weight, a.bias)
          %1 = b(x, b.weight, b.bias)
          %2 = choice(%0, %1)
          return %2
        """,
        "training ? a.call(x) : b.call(x)");

    [Fact]
    public void A_module_with_a_body_of_its_own_is_one_step() => Prints(
        """
          %0 = inner(x)    not entered
          return %0
        """,
        "inner.call(x)",
        "readonly Inner inner = new();",
        Models.Of("readonly Linear map = Linear(8, 8);", "map.call(x)", "Inner"));

    [Fact]
    public void What_cannot_be_read_is_unknown() => Prints(
        """
          %0 = unknown(x)
          %1 = add(x, %0)
          return %1
          incomplete: code that cannot be read takes a module
        """,
        "x + hidden.Compute(this, x)",
        "readonly IHidden hidden = null!;",
        "interface IHidden { Tensor Compute(Module module, Tensor x); }\n");

    [Fact]
    public void How_many_modules_a_loop_makes_is_printed() => Assert.Contains("  layers: ModuleList<Linear>()\n    *: Linear(inputSize: 8, outputSize: 8, hasBias: True) × 6\n", PrintedGraph.Of(Models.Of("readonly ModuleList<Linear> layers = new(Enumerable.Range(0, 6).Select(i => Linear(8, 8)).ToArray());", "x")), StringComparison.Ordinal);
}
