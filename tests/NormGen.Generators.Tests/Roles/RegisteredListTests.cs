namespace NormGen.Generators.Tests.Roles;

/// <summary>Roles of modules that constructors make in loops, lists and helpers.</summary>
public sealed class RegisteredListTests
{
    [Theory]
    [InlineData("var layers = new List<Module<Tensor, Tensor>> { Linear(2, n, false), ReLU() }; for (var i = 0; i < depth; i++) { layers.Add(Linear(n, n, false)); layers.Add(LayerNorm(n)); layers.Add(ReLU()); } layers.Add(Linear(n, 3, false)); net = Sequential(layers);")]
    [InlineData("net = Sequential(Linear(2, n, false), ReLU()); for (var i = 0; i < depth; i++) { net.append(Linear(n, n, false)); net.append(LayerNorm(n)); net.append(ReLU()); } net.append(Linear(n, 3, false));")]
    [InlineData("net = Make(n, depth);")]
    public void A_Sequential_filled_in_a_loop(string filling) => Assert.Equal(
        ["net.0.weight: Matrix", "net.*.weight: Matrix?", "net.*.weight: Vector?", "net.*.bias: Vector?", "net.^1.weight: Head"],
        RolesOf.Rows("Net", ModelSources.Usings + $$"""
            public class Net : Module<Tensor, Tensor>
            {
                readonly Sequential net;
                public Net(int n, int depth) : base("Net") { {{filling}} RegisterComponents(); }
                private static Sequential Make(int n, int depth)
                {
                    var made = Sequential(Linear(2, n, false), ReLU());
                    for (var i = 0; i < depth; i++) { made.append(Linear(n, n, false)); made.append(LayerNorm(n)); made.append(ReLU()); }
                    made.append(Linear(n, 3, false));
                    return made;
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """));

    [Fact]
    public void A_Sequential_that_is_made_in_a_loop_has_its_own_places() => Assert.Equal(
        ["blocks.*.0.weight: Matrix", "blocks.*.0.bias: Vector", "blocks.*.2.weight: Vector", "blocks.*.2.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly ModuleList<Sequential> blocks = new();
                public Net(int n, int depth) : base("Net")
                {
                    var width = n;
                    while (depth-- > 0) { blocks.Add(Sequential(Linear(width, 2 * width), ReLU(), LayerNorm(2 * width))); width *= 2; }
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    foreach (var block in blocks) x = block.call(x);
                    return x;
                }
            }
            """));

    [Fact]
    public void Names_made_in_a_loop_have_a_star_for_what_the_run_tells() => Assert.Equal(
        ["net.fc*.weight: Matrix?", "net.fc*.bias: Vector?", "net.out.weight: Head", "net.out.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Sequential net;
                public Net(int n, int depth) : base("Net")
                {
                    var layers = new List<(string, Module<Tensor, Tensor>)>();
                    for (var i = 0; i < depth; i++) { layers.Add(($"fc{i}", Linear(n, n))); layers.Add(("act" + i, ReLU())); }
                    layers.Add(("out", Linear(n, 3)));
                    net = Sequential(layers);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """));

    [Theory]
    [InlineData("Linear[] layers", "layers = new Linear[depth]; for (var i = 0; i < depth; i++) { layers[i] = Linear(4, 4); register_module($\"layer{i}\", layers[i]); }")]
    [InlineData("List<Linear> layers = new()", "for (var i = 0; i < depth; i++) { var layer = Linear(4, 4); layers.Add(layer); register_module(\"layer\" + i, layer); }")]
    [InlineData("List<Linear> layers", "layers = Enumerable.Range(0, depth).Select(_ => Linear(4, 4)).ToList(); for (var i = 0; i < depth; i++) register_module($\"layer{i}\", layers[i]);")]
    public void A_plain_array_or_list_whose_items_are_registered(string field, string making) => Assert.Equal(
        ["head.weight: Head", "head.bias: Vector", "layer*.weight: Matrix", "layer*.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + $$"""
            public class Net : Module<Tensor, Tensor>
            {
                readonly {{field}}; readonly Linear head = Linear(4, 2);
                public Net(int depth) : base("Net") { {{making}} RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    foreach (var layer in layers) x = F.relu(layer.call(x));
                    return head.call(x);
                }
            }
            """));

    [Fact]
    public void An_array_whose_items_have_names_of_their_own_may_hold_the_head() => Assert.Equal(
        ["first.weight: Matrix", "first.bias: Vector", "second.weight: Head", "second.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Linear[] layers;
                public Net() : base("Net")
                {
                    layers = [Linear(4, 4), Linear(4, 2)];
                    register_module("first", layers[0]);
                    register_module("second", layers[1]);
                }
                public override Tensor forward(Tensor x) => layers[1].call(F.relu(layers[0].call(x)));
            }
            """));
}
