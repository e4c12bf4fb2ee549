namespace NormGen.Generators.Tests.Roles;

/// <summary>Roles over model shapes other than the decoder.</summary>
public sealed class ModelShapeRoleTests
{
    [Fact]
    public void A_convolutional_net_has_kernels_vectors_and_a_head() => Assert.Equal(
        ["first.weight: Convolution", "norm.weight: Vector", "norm.bias: Vector", "classify.weight: Head", "classify.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Conv2d first = Conv2d(3, 8, 3, bias: false);
                readonly BatchNorm2d norm = BatchNorm2d(8);
                readonly Linear classify = Linear(8, 10);
                public Net() : base("Net") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    var features = F.relu(norm.call(first.call(x))).mean([2L, 3L]);
                    return F.log_softmax(classify.call(features), 1);
                }
            }
            """));

    [Fact]
    public void The_head_is_found_wherever_it_stands_in_the_class() => Assert.Equal(
        ["output.weight: Head", "hidden.weight: Matrix", "table.weight: Embedding"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Linear output; readonly Linear hidden; readonly Embedding table;
                public Net(int n) : base("Net")
                {
                    output = Linear(n, 7, hasBias: false); hidden = Linear(n, n, hasBias: false); table = Embedding(7, n);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    var h = Hidden(x);
                    var logits = output.forward(h);
                    logits = logits / 8.0;
                    return logits.reshape(-1, 7).transpose(0, 1);
                }
                private Tensor Hidden(Tensor x) => F.relu(hidden.forward(table.forward(x)));
            }
            """));

    [Fact]
    public void A_head_inside_a_nested_module_is_found() => Assert.Equal(
        ["body.0.weight: Matrix", "body.0.bias: Vector", "body.2.weight: Matrix", "body.2.bias: Vector", "top.dense.weight: Matrix", "top.dense.bias: Vector", "top.decoder.weight: Head", "top.decoder.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Top : Module<Tensor, Tensor>
            {
                readonly Linear dense; readonly Linear decoder;
                public Top(long n) : base("Top") { dense = Linear(n, n); decoder = Linear(n, 3); RegisterComponents(); }
                public override Tensor forward(Tensor x) => decoder.call(torch.tanh(dense.call(x)));
            }
            public class Net : Module<Tensor, Tensor>
            {
                readonly Sequential body; readonly Top top;
                public Net() : base("Net")
                {
                    body = Sequential(Linear(4, 4), ReLU(), Linear(4, 4));
                    top = new Top(4);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => top.call(body.call(x));
            }
            """));

    [Fact]
    public void The_last_Linear_of_a_Sequential_model_is_its_head() => Assert.Equal(
        ["layers.hidden.weight: Matrix", "layers.hidden.bias: Vector", "layers.out.weight: Head"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Module<Tensor, Tensor> layers = Sequential(("hidden", Linear(4, 4)), ("act", ReLU()), ("out", Linear(4, 2, hasBias: false)), ("p", Softmax(1)));
                public Net() : base("Net") => RegisterComponents();
                public override Tensor forward(Tensor x) => layers.call(x);
            }
            """));

    [Fact]
    public void Two_outputs_make_two_heads() => Assert.Equal(
        ["trunk.weight: Matrix", "policy.weight: Head", "value.weight: Head"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, (Tensor, Tensor)>
            {
                readonly Linear trunk = Linear(4, 4, false), policy = Linear(4, 3, false), value = Linear(4, 1, false);
                public Net() : base("Net") => RegisterComponents();
                public override (Tensor, Tensor) forward(Tensor x)
                {
                    using var h = F.relu(trunk.call(x));
                    return (policy.call(h), torch.tanh(value.call(h)));
                }
            }
            """));

    [Fact]
    public void Lists_in_lists_have_a_star_for_each_index() => Assert.Equal(
        ["stages.*.gate: Scalar", "stages.*.blocks.*.weight: Matrix", "stages.*.blocks.*.bias: Vector", "classify.weight: Head", "classify.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Stage : Module<Tensor, Tensor>
            {
                readonly ModuleList<Linear> blocks = new();
                readonly Parameter gate = Parameter(torch.tensor(1.0f));
                public Stage(int n) : base("Stage") { for (var i = 0; i < n; i++) blocks.Add(Linear(n, n)); RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    for (var i = 0; i < blocks.Count; i++) x = x + blocks[i].call(x);
                    return x * gate;
                }
            }
            public class Net : Module<Tensor, Tensor>
            {
                readonly ModuleList<Stage> stages; readonly Linear classify;
                public Net(int depth, int n) : base("Net")
                {
                    var made = new List<Stage>();
                    for (var i = 0; i < depth; i++) made.Add(new Stage(n));
                    stages = ModuleList(made.ToArray());
                    classify = Linear(n, 2);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    foreach (var stage in stages) x = stage.call(x);
                    return classify.call(x.mean([1L]));
                }
            }
            """));

    [Fact]
    public void Parameters_of_a_class_have_roles_by_dimensions_and_use() => Assert.Equal(
        ["gain: Vector", "table: Embedding", "mix: Matrix", "temperature: Scalar", "scale_of_all: Vector", "<shift>k__BackingField: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Parameter gain = Parameter(ones(8));
                readonly Parameter table; readonly Parameter mix; readonly Tensor temperature; readonly Tensor buffer;
                [ComponentName(Name = "scale_of_all")] readonly Parameter scale = new Parameter(torch.empty(4) * 2);
                Parameter shift { get; } = Parameter(zeros(8));
                public Net(long n) : base("Net")
                {
                    table = Parameter(randn(n, 8) * 0.02);
                    mix = Parameter(init.kaiming_uniform_(torch.empty(8, 8)));
                    temperature = Parameter(torch.tensor(0.5));
                    buffer = torch.ones(3, 3);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    var h = table.index_select(0, x) * gain + shift;
                    return F.relu(matmul(h, mix)) * temperature * scale.sum();
                }
            }
            """));

    [Fact]
    public void Biases_are_optional_where_an_argument_decides_and_absent_where_a_constant_does() => Assert.Equal(
        ["a.weight: Matrix", "a.bias: Vector?", "b.weight: Matrix", "c.inner.weight: Matrix", "extra.weight: Matrix?", "head.weight: Head", "head.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Part : Module<Tensor, Tensor>
            {
                readonly Linear inner;
                public Part(long n, bool bias = true) : base("Part") { inner = Linear(n, n, hasBias: bias); RegisterComponents(); }
                public override Tensor forward(Tensor x) => F.relu(inner.call(x));
            }
            public class Net : Module<Tensor, Tensor>
            {
                readonly Linear a, b, head; readonly Part c; readonly Linear? extra;
                public Net(bool bias, bool more) : base("Net")
                {
                    a = Linear(4, 4, hasBias: bias);
                    b = Linear(4, 4, hasBias: false);
                    c = new Part(4, bias: false);
                    if (more) extra = Linear(4, 4, hasBias: false);
                    head = Linear(4, 2);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    x = c.call(b.call(a.call(x)));
                    if (extra is not null) x = extra.call(x);
                    return head.call(x);
                }
            }
            """).OrderBy(row => "abceh".IndexOf(row[0])).ToArray());

    [Fact]
    public void Modules_of_a_base_class_and_of_TorchSharp_are_covered() => Assert.Equal(
        ["shared.weight: Matrix", "memory.**: Matrix?", "norm.weight: Vector", "norm.bias: Vector", "up.weight: Vector", "up.bias: Vector", "act.weight: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public abstract class Base : Module<Tensor, Tensor>
            {
                protected readonly Linear shared;
                protected Base(long n) : base("Base") => shared = Linear(n, n, false);
            }
            public class Net : Base
            {
                readonly LSTM memory = LSTM(4, 4); readonly GroupNorm norm = GroupNorm(2, 4);
                readonly ConvTranspose2d up = ConvTranspose2d(4, 4, 2); readonly PReLU act = PReLU(4);
                public Net() : base(4) => RegisterComponents();
                public override Tensor forward(Tensor x) => act.call(up.call(norm.call(memory.call(shared.call(x)).Item1)));
            }
            """));

    [Fact]
    public void A_field_of_a_base_type_has_the_class_that_the_constructor_makes() => Assert.Equal(
        ["norm.weight: Vector", "map.weight: Head"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Module<Tensor, Tensor> norm, map;
                public Net() : base("Net")
                {
                    norm = new RMSNorm(4);
                    map = MakeMap(4).to(CPU);
                    RegisterComponents();
                }
                private static Linear MakeMap(int n) => Linear(n, n, hasBias: false);
                public override Tensor forward(Tensor x) => map.forward(norm.forward(x));
            }
            """));
}
