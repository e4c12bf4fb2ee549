namespace NormGen.Generators.Tests.Roles;

/// <summary>Shared tensors, stated roles, and what cannot be placed.</summary>
public sealed class TiedAndUnplacedTests
{
    private const string Tied = ModelSources.Usings + """
        public class Net : Module<Tensor, Tensor>
        {
            {0}readonly Embedding table; readonly Linear head;
            public Net(long v, long n) : base("Net")
            {
                table = Embedding(v, n);
                head = Linear(n, v, hasBias: false);
                head.weight = table.weight;
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => head.call(table.call(x));
        }
        """;

    [Fact]
    public void A_head_tied_to_an_embedding_asks_for_a_role()
    {
        var reading = RolesOf.Model("Net", Tied.Replace("{0}", ""));
        var complaint = Assert.Single(reading.Complaints);
        Assert.Equal("table.weight", complaint.Path);
        Assert.Contains("[ParameterRole]", complaint.Reason);
        Assert.Empty(reading.Rows);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("[ParameterRole(NormGen.ParameterRole.Matrix)] ", "Matrix")]
    public void A_head_that_also_makes_hidden_values_asks_for_a_role(string stated, string expected)
    {
        var reading = RolesOf.Model("Net", ModelSources.Usings + $$"""
            public class Net : Module<Tensor, Tensor>
            {
                {{stated}}readonly Linear map = Linear(4, 4, hasBias: false);
                public Net() : base("Net") => RegisterComponents();
                public override Tensor forward(Tensor x) => map.call(torch.tanh(map.call(x)) * 2.0 + x);
            }
            """);
        if (stated.Length > 0)
        {
            Assert.Empty(reading.Complaints);
            Assert.Equal(expected, Assert.Single(reading.Rows).Role.ToString());
            return;
        }

        var complaint = Assert.Single(reading.Complaints);
        Assert.Equal("map.weight", complaint.Path);
        Assert.Contains("between hidden activations too", complaint.Reason);
    }

    [Fact]
    public void A_module_with_a_head_that_is_called_twice_asks_for_a_role() => Assert.Equal(["top.map.weight"], RolesOf.Model("Net", ModelSources.Usings + """
        public class Top : Module<Tensor, Tensor>
        {
            readonly Linear map = Linear(4, 4, hasBias: false);
            public Top() : base("Top") => RegisterComponents();
            public override Tensor forward(Tensor x) => map.call(x);
        }
        public class Net : Module<Tensor, Tensor>
        {
            readonly Top top = new();
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => top.call(x + F.relu(top.call(x)));
        }
        """).Complaints.Select(complaint => complaint.Path));

    [Fact]
    public void A_head_over_two_inputs_is_one_head() => Assert.Equal(["map.weight: Head"], RolesOf.Rows("Net", ModelSources.Usings + """
        public class Net : Module<Tensor, Tensor, (Tensor, Tensor)>
        {
            readonly Linear map = Linear(4, 4, hasBias: false);
            public Net() : base("Net") => RegisterComponents();
            public override (Tensor, Tensor) forward(Tensor x, Tensor y) => (map.call(x), map.call(y));
        }
        """));

    [Fact]
    public void A_stated_role_settles_a_tied_head_for_both_names()
    {
        var reading = RolesOf.Model("Net", Tied.Replace("{0}", "[ParameterRole(NormGen.ParameterRole.Embedding)] "));
        Assert.Empty(reading.Complaints);
        Assert.Equal(["table.weight: Embedding", "head.weight: Embedding tied to table.weight"], reading.Rows.Select(row => $"{row.Pattern}: {row.Role}{(row.TiedTo is null ? "" : " tied to " + row.TiedTo)}"));
    }

    [Fact]
    public void A_table_that_is_multiplied_for_the_output_is_tied_too()
    {
        var reading = RolesOf.Model("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Embedding table = Embedding(9, 4);
                public Net() : base("Net") => RegisterComponents();
                public override Tensor forward(Tensor x) => F.linear(table.call(x), table.weight!);
            }
            """);
        Assert.Equal("table.weight", Assert.Single(reading.Complaints).Path);
    }

    [Fact]
    public void Stated_roles_win_over_what_is_found() => Assert.Equal(
        ["first.bias: Vector", "first.weight: Embedding", "grid: Vector", "parts.*.weight: Head", "second.bias: Vector", "second.weight: Matrix"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                [ParameterRole(NormGen.ParameterRole.Embedding)] readonly Linear first = Linear(4, 4);
                [ParameterRole(NormGen.ParameterRole.Matrix)] readonly Linear second = Linear(4, 4);
                [ParameterRole(NormGen.ParameterRole.Vector)] readonly Parameter grid = Parameter(zeros(1, 4, 4));
                [ParameterRole(NormGen.ParameterRole.Head)] readonly ModuleList<Linear> parts;
                public Net(int n) : base("Net")
                {
                    parts = new ModuleList<Linear>(Enumerable.Range(0, n).Select(_ => Linear(n, n, hasBias: false)).ToArray());
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => second.call(first.call(x) + grid);
            }
            """).OrderBy(row => row, StringComparer.Ordinal).ToArray());

    [Theory]
    [InlineData("readonly Linear[] layers = [Linear(2, 2)];", "layers", "plain array")]
    [InlineData("readonly List<Linear> layers = new();", "layers", "plain List")]
    [InlineData("readonly Dictionary<string, Module<Tensor, Tensor>> layers = new();", "layers", "plain Dictionary")]
    [InlineData("readonly List<Parameter> gains = new();", "gains", "ParameterList")]
    [InlineData("readonly Parameter odd; public Net(Tensor start) : base(\"Net\") { odd = Parameter(start); RegisterComponents(); }", "odd", "number of dimensions")]
    [InlineData("readonly Parameter grid = Parameter(zeros(4, 4));", "grid", "two dimensions")]
    [InlineData("readonly Parameter grid = Parameter(zeros(1, 4, 4));", "grid", "3 dimensions")]
    [InlineData("readonly Module<Tensor, Tensor> part; public Net(Module<Tensor, Tensor> given) : base(\"Net\") { part = given; RegisterComponents(); }", "part", "no constructor tells")]
    [InlineData("readonly Module<Tensor, Tensor> part; public Net(bool a) : base(\"Net\") { part = a ? Linear(2, 2) : Conv2d(2, 2, 2); RegisterComponents(); }", "part", "Conv2d or Linear")]
    [InlineData("public Net(string[] names) : base(\"Net\") { for (var i = 0; i < names.Length; i++) register_module(names[i], Linear(2, 2)); }", "", "names that are made at run time")]
    [InlineData("readonly ParameterList list = ParameterList(Parameter(zeros(3)));", "list", "unknown dimensions")]
    public void What_cannot_be_placed_says_why(string member, string path, string reason)
    {
        var reading = RolesOf.Model("Net", ModelSources.Usings + $$"""
            public class Net : Module<Tensor, Tensor>
            {
                {{member}}
                {{(member.Contains("base(") ? "" : "public Net() : base(\"Net\") => RegisterComponents();")}}
                public override Tensor forward(Tensor x) => x;
            }
            """);
        var complaint = Assert.Single(reading.Complaints);
        Assert.Equal(path, complaint.Path);
        Assert.Contains(reason, complaint.Reason);
    }

    [Fact]
    public void A_stated_role_covers_a_module_that_cannot_be_seen() => Assert.Equal(
        ["part.**: Matrix?"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                [ParameterRole(NormGen.ParameterRole.Matrix)] readonly Module<Tensor, Tensor> part;
                public Net(Module<Tensor, Tensor> given) : base("Net") { part = given; RegisterComponents(); }
                public override Tensor forward(Tensor x) => part.call(x);
            }
            """));

    [Fact]
    public void A_class_that_holds_itself_is_reported_and_ends() => Assert.NotEmpty(RolesOf.Model("Net", ModelSources.Usings + """
        public class Net : Module<Tensor, Tensor>
        {
            readonly Net? child;
            public Net(int depth) : base("Net") { if (depth > 0) child = new Net(depth - 1); RegisterComponents(); }
            public override Tensor forward(Tensor x) => child is null ? x : child.call(x);
        }
        """).Complaints);
}
