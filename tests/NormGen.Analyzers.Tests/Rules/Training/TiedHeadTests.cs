using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<TiedHeadAnalyzer>;

public sealed class TiedHeadTests
{
    private static string Source(string optimizer, string result = "functional.linear(map.call(table.call(x)), table.weight!)", string attribute = "", string constructor = "RegisterComponents();") => $$"""
        public class Net : Module<Tensor, Tensor>
        {
            {{attribute}}public readonly Embedding table = Embedding(9, 4);
            public readonly Linear map = Linear(4, 4), head = Linear(4, 9, hasBias: false);

            public Net() : base("Net")
            {
                {{constructor}}
            }

            public override Tensor forward(Tensor x) => {{result}};
        }

        """ + Trainings.Train($"var optimizer = {optimizer};");

    [Fact]
    public Task The_message_names_the_table_and_the_optimizer() => Verify.Findings(
        Source("torch.optim.{|#0:SCALE|}(net, lr: 1e-3)"),
        Verify.Finding("'table.weight' is the table of an embedding and also makes the output: SCALE goes by module types and takes it for an embedding, so that no head gets its momentum; give the roles, or state one with [ParameterRole] under [Optimizer]"));

    [Fact]
    public Task A_head_that_is_given_the_table_counts() => Verify.Findings(
        Source("new [|NormGen.Optimizers.SCALE|](net)", "head.call(map.call(table.call(x)))", constructor: "head.weight = table.weight; RegisterComponents();"));

    [Theory]
    [InlineData("torch.optim.SCALE(net.parameters())")] // roles from shapes: there is no head
    [InlineData("torch.optim.SCALE(NormGen.Optimizers.ParameterRoles.FromModel(net))")] // roles are given
    [InlineData("torch.optim.Muon(net)")] // one rule for both
    [InlineData("torch.optim.AdamW(net.parameters())")]
    public Task Optimizers_that_choose_nothing_are_silent(string optimizer) => Verify.Silence(Source(optimizer));

    [Fact]
    public Task A_head_of_its_own_is_silent() => Verify.Silence(Source("torch.optim.SCALE(net)", "head.call(map.call(table.call(x)))"));

    [Fact]
    public Task A_stated_role_is_silent() => Verify.Silence(Source("torch.optim.SCALE(net)", attribute: "[ParameterRole(ParameterRole.Embedding)] "));
}
