using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<SplitDecayAnalyzer>;

public sealed class SplitDecayTests
{
    private static string Groups(string first, string second, string rest = "1e-3, weight_decay: 0.01", string more = "") => Trainings.Net + Trainings.Train($"""
        var decay = net.parameters().Where(p => p.ndim > 1);
        var no_decay = net.parameters().Where(p => p.ndim <= 1);
        var optimizer = torch.optim.AdamW([{first}, {second}], {rest});
        {more}
        """);

    [Fact]
    public Task Groups_without_options_take_those_of_the_optimizer() => Verify.Findings(
        Groups("new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup { Parameters = no_decay }").Replace("optim.AdamW", "optim.{|#0:AdamW|}"),
        Verify.Finding("All 2 groups have a weight decay of 0.01: none sets a weight_decay of its own"));

    [Fact]
    public Task The_constructor_of_a_group_with_numbers_sets_the_decay_to_zero() => Verify.Findings(
        Groups("new AdamW.ParamGroup(decay)", "new AdamW.ParamGroup(no_decay, lr: 1e-4)").Replace("optim.AdamW", "optim.{|#0:AdamW|}"),
        Verify.Finding("All 2 groups have a weight decay of 0: each sets its own, and the 0.01 of AdamW reaches none"));

    [Theory]
    [InlineData("new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup { Parameters = no_decay, Options = new AdamW.Options { LearningRate = 1e-4 } }")]
    [InlineData("new AdamW.ParamGroup(decay, 1e-3, weight_decay: 0.1)", "new AdamW.ParamGroup(no_decay, 1e-3, weight_decay: 0.1)")]
    public Task Other_options_do_not_help(string first, string second) => Verify.Findings(Groups(first, second).Replace("optim.AdamW", "optim.[|AdamW|]"));

    [Fact]
    public Task Groups_of_methods_and_fields_are_followed() => Verify.Findings(Trainings.Net + """
        class Training
        {
            private readonly double decay = 0.01;
            private readonly torch.optim.Optimizer optimizer;

            public Training(Net net) => optimizer = torch.optim.[|AdamW|](Groups(net), 1e-3, weight_decay: decay);

            private static AdamW.ParamGroup[] Groups(Net net) => [new() { Parameters = Decayed(net) }, new() { Parameters = net.parameters().Where(p => p.ndim <= 1) }];

            private static IEnumerable<Parameter> Decayed(Net net) => net.parameters().Where(p => p.ndim > 1);

            public void Step() => optimizer.step();
        }
        """);

    [Theory]
    [InlineData("", "foreach (var group in optimizer.ParamGroups) group.LearningRate = 0.1;")] // the options may be set there
    [InlineData("if (net.training) ", "")] // one group or two
    public Task Groups_that_are_changed_elsewhere_are_silent(string condition, string step) => Verify.Silence(Trainings.Net + $$"""
        class Training
        {
            private readonly torch.optim.Optimizer optimizer;

            public Training(Net net)
            {
                var groups = new List<AdamW.ParamGroup> { new() { Parameters = net.parameters().Where(p => p.ndim > 1) } };
                {{condition}}groups.Add(new() { Parameters = net.parameters().Where(p => p.ndim <= 1) });
                optimizer = torch.optim.AdamW(groups, 1e-3, weight_decay: 0.01);
            }

            public void Step() { optimizer.step(); {{step}} }
        }
        """);

    [Theory]
    [InlineData("new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup(no_decay, new AdamW.Options { weight_decay = 0 })")]
    [InlineData("new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup(no_decay)")]
    [InlineData("new AdamW.ParamGroup(decay, weight_decay: 0.01)", "new AdamW.ParamGroup(no_decay)")]
    [InlineData("new AdamW.ParamGroup(decay, weight_decay: rate)", "new AdamW.ParamGroup(no_decay, weight_decay: rate)")] // not known
    [InlineData("new AdamW.ParamGroup { Parameters = net.hidden.parameters() }", "new AdamW.ParamGroup { Parameters = net.head.parameters() }")] // split for something else
    public Task Groups_that_differ_or_may_differ_are_silent(string first, string second) => Verify.Silence(Groups(first, second));

    [Fact]
    public Task Groups_whose_options_are_set_later_are_silent() => Verify.Silence(Groups(
        "new AdamW.ParamGroup { Parameters = decay }",
        "new AdamW.ParamGroup { Parameters = no_decay }",
        more: "((AdamW.Options)((AdamW.ParamGroup)optimizer.ParamGroups.Last()).Options).weight_decay = 0;"));

    [Fact]
    public Task Without_decay_there_is_nothing_to_split() => Verify.Silence(Groups("new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup { Parameters = no_decay }", "1e-3"));

    [Theory]
    [InlineData("new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup { Parameters = no_decay }", "new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup { Parameters = no_decay, Options = new AdamW.Options { weight_decay = 0 } }")]
    [InlineData("new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup { Parameters = no_decay, Options = new AdamW.Options { LearningRate = 1e-4 } }", "new AdamW.ParamGroup { Parameters = decay }", "new AdamW.ParamGroup { Parameters = no_decay, Options = new AdamW.Options { LearningRate = 1e-4, weight_decay = 0 } }")]
    [InlineData("new AdamW.ParamGroup(decay, 1e-3, weight_decay: 0.1)", "new AdamW.ParamGroup(no_decay, 1e-3, weight_decay: 0.1)", "new AdamW.ParamGroup(decay, 1e-3, weight_decay: 0.1)", "new AdamW.ParamGroup(no_decay, 1e-3, weight_decay: 0)")]
    [InlineData("new AdamW.ParamGroup(decay)", "new AdamW.ParamGroup(no_decay, lr: 1e-4)", "new AdamW.ParamGroup(decay, weight_decay: 0.01)", "new AdamW.ParamGroup(no_decay, lr: 1e-4)")]
    [InlineData("new AdamW.ParamGroup { Parameters = net.named_parameters().Where(p => !p.name.EndsWith(\"bias\")).Select(p => p.parameter) }", "new AdamW.ParamGroup { Parameters = net.named_parameters().Where(p => p.name.EndsWith(\"bias\")).Select(p => p.parameter) }", "new AdamW.ParamGroup { Parameters = net.named_parameters().Where(p => !p.name.EndsWith(\"bias\")).Select(p => p.parameter) }", "new AdamW.ParamGroup { Parameters = net.named_parameters().Where(p => p.name.EndsWith(\"bias\")).Select(p => p.parameter), Options = new AdamW.Options { weight_decay = 0 } }")]
    public Task The_fix_lets_norms_and_biases_alone_not_decay(string first, string second, string newFirst, string newSecond)
        => Verify.FixWithoutAll<GroupDecayCodeFix>(Groups(first, second).Replace("optim.AdamW", "optim.[|AdamW|]"), Groups(newFirst, newSecond));

    [Fact]
    public Task Groups_of_which_none_is_that_of_norms_and_biases_are_left()
    {
        var source = Groups("new AdamW.ParamGroup { Parameters = net.parameters().Where(p => p.ndim > 2) }", "new AdamW.ParamGroup { Parameters = net.parameters().Where(p => p.ndim == 2) }").Replace("optim.AdamW", "optim.[|AdamW|]");
        return Verify.FixWithoutAll<GroupDecayCodeFix>(source, source);
    }
}
