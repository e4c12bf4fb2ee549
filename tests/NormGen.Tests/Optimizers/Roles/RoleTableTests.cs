using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Optimizers.Roles;

public sealed class RoleTableTests
{
    [Theory]
    [InlineData("head.weight", "head.weight", true)]
    [InlineData("head.weight", "head.bias", false)]
    [InlineData("head.weight", "top.head.weight", false)]
    [InlineData("blocks.*.map.weight", "blocks.11.map.weight", true)]
    [InlineData("blocks.*.map.weight", "blocks.1.2.map.weight", false)]
    [InlineData("blocks.*.map.weight", "blocks.map.weight", false)]
    [InlineData("blocks.*", "blocks.3", true)]
    [InlineData("layer*.weight", "layer12.weight", true)]
    [InlineData("layer*.weight", "lay.weight", false)]
    [InlineData("net.^1.weight", "net.4.weight", true)]
    [InlineData("memory.**", "memory.weight_ih_l0", true)]
    [InlineData("memory.**", "memory.a.b", true)]
    [InlineData("memory.**", "memory", false)]
    [InlineData("blocks.*.memory.**", "blocks.0.memory.x", true)]
    public void A_star_is_one_index_and_two_are_all_below(string pattern, string name, bool matches)
        => Assert.Equal(matches, new RoleRow(pattern, ParameterRole.Matrix).Matches(name));

    [Fact]
    public void Every_parameter_gets_the_role_of_its_row()
    {
        using var model = new Stack(3, bias: true);
        var table = new RoleTable("Stack", new("layers.*.weight", ParameterRole.Matrix), new("layers.*.bias", ParameterRole.Vector, IsOptional: true), new("head.weight", ParameterRole.Head), new("head.bias", ParameterRole.Vector));
        var assigned = table.Assign(model);
        Assert.Equal(8, assigned.Count);
        Assert.Equal(["layers.0.weight", "layers.1.weight", "layers.2.weight"], assigned.Where(item => item.role == ParameterRole.Matrix).Select(item => item.name).Order());
        Assert.Equal("head.weight", assigned.Single(item => item.role == ParameterRole.Head).name);
    }

    [Fact]
    public void The_last_of_a_list_and_the_others_of_several_classes_are_told_apart()
    {
        using var model = new Filled(5);
        var table = new RoleTable("Filled", new("net.0.weight", ParameterRole.Matrix), new("net.*.weight", ParameterRole.Matrix, IsOptional: true), new("net.*.weight", ParameterRole.Vector, IsOptional: true), new("net.*.bias", ParameterRole.Vector, IsOptional: true), new("net.^1.weight", ParameterRole.Head));
        var roles = table.Assign(model).ToDictionary(item => item.name, item => item.role);
        Assert.Equal(1 + 5 * 3 + 1, roles.Count);
        Assert.Equal("net.17.weight", Assert.Single(roles, pair => pair.Value == ParameterRole.Head).Key);
        Assert.Equal(6, roles.Count(pair => pair.Value == ParameterRole.Matrix));
        Assert.Equal(ParameterRole.Vector, roles["net.3.weight"]);
    }

    [Fact]
    public void A_last_item_that_is_missing_is_named()
    {
        using var model = new Stack(0, bias: false);
        var table = new RoleTable("Stack", new("layers.^1.weight", ParameterRole.Head), new("head.weight", ParameterRole.Matrix), new("head.bias", ParameterRole.Vector));
        Assert.Contains("'layers.^1.weight' (Head) is in the table", Assert.Throws<InvalidOperationException>(() => table.Assign(model)).Message);
    }

    [Fact]
    public void Optional_rows_may_be_absent_and_lists_may_be_empty()
    {
        using var model = new Stack(0, bias: false);
        var table = new RoleTable("Stack", new("layers.*.weight", ParameterRole.Matrix), new("layers.*.bias", ParameterRole.Vector, IsOptional: true), new("head.weight", ParameterRole.Head), new("head.bias", ParameterRole.Vector));
        Assert.Equal(2, table.Assign(model).Count);
    }

    [Fact]
    public void The_exception_names_every_parameter_that_does_not_fit_with_its_shape()
    {
        using var model = new Stack(2, bias: true);
        var table = new RoleTable("Stack", new("layers.*.weight", ParameterRole.Matrix), new("layers.*.gain", ParameterRole.Vector), new("head.weight", ParameterRole.Head), new("head.bias", ParameterRole.Vector), new("lost.weight", ParameterRole.Matrix));
        var problem = Assert.Throws<InvalidOperationException>(() => table.Assign(model)).Message;
        Assert.Contains("'layers.0.bias' [4] is in no row", problem);
        Assert.Contains("'layers.1.bias' [4] is in no row", problem);
        Assert.Contains("'layers.1.gain' (Vector) is in the table", problem);
        Assert.Contains("'lost.weight' (Matrix) is in the table", problem);
        Assert.Contains("Stack", problem);
    }

    [Fact]
    public void A_parameter_in_two_rows_is_refused()
    {
        using var model = new Stack(1, bias: false);
        var table = new RoleTable("Stack", new("layers.*.weight", ParameterRole.Matrix), new("layers.*.weight", ParameterRole.Embedding), new("head.weight", ParameterRole.Head), new("head.bias", ParameterRole.Vector));
        Assert.Contains("row 'layers.*.weight' and row 'layers.*.weight'", Assert.Throws<InvalidOperationException>(() => table.Assign(model)).Message);
    }

    [Fact]
    public void A_shared_tensor_is_listed_once_whatever_its_name()
    {
        using var model = new Tied();
        var table = new RoleTable("Tied", new("head.weight", ParameterRole.Embedding, TiedTo: "table.weight"), new("table.weight", ParameterRole.Embedding));
        var (role, _, parameter) = Assert.Single(table.Assign(model));
        Assert.Equal(ParameterRole.Embedding, role);
        Assert.Equal([5L, 3L], parameter.shape);
    }

    [Fact]
    public void Below_a_module_roles_follow_the_dimensions()
    {
        using var model = new Recurrent();
        var assigned = new RoleTable("Recurrent", new RoleRow("memory.**", ParameterRole.Matrix, IsOptional: true)).Assign(model);
        Assert.Equal(4, assigned.Count);
        Assert.All(assigned, item => Assert.Equal(item.parameter.ndim == 2 ? ParameterRole.Matrix : ParameterRole.Vector, item.role));
    }

    private sealed class Stack : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> layers;
        private readonly Linear head = Linear(4, 2);

        public Stack(int depth, bool bias) : base(nameof(Stack))
        {
            layers = new ModuleList<Linear>([.. Enumerable.Range(0, depth).Select(_ => Linear(4, 4, hasBias: bias))]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => head.call(layers.Aggregate(x, (value, layer) => layer.call(value)));
    }

    private sealed class Tied : Module<Tensor, Tensor>
    {
        private readonly Embedding table = Embedding(5, 3);
        private readonly Linear head = Linear(3, 5, hasBias: false);

        public Tied() : base(nameof(Tied))
        {
            head.weight = table.weight!;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => head.call(table.call(x));
    }

    private sealed class Recurrent : Module<Tensor, Tensor>
    {
        private readonly LSTM memory = LSTM(2, 3);

        public Recurrent() : base(nameof(Recurrent)) => RegisterComponents();

        public override Tensor forward(Tensor x) => memory.call(x).Item1;
    }

    private sealed class Filled : Module<Tensor, Tensor>
    {
        private readonly Sequential net;

        public Filled(int depth)
            : base(nameof(Filled))
        {
            List<Module<Tensor, Tensor>> layers = [Linear(2, 4, hasBias: false), ReLU()];
            for (var i = 0; i < depth; i++) layers.AddRange([Linear(4, 4, hasBias: false), LayerNorm(4), ReLU()]);
            net = Sequential([.. layers, Linear(4, 3, hasBias: false)]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => net.call(x);
    }
}
