using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<SharedParameterAnalyzer>;

public sealed class SharedParameterTests
{
    private static string Groups(params string[] selections)
        => Trainings.Net + Trainings.Train($"var optimizer = torch.optim.AdamW([{string.Join(", ", selections.Select((selection, i) => Marked(selection, i)))}], 1e-3);");

    private static string Marked(string selection, int index)
        => selection.StartsWith('!') ? $$"""[|new AdamW.ParamGroup { Parameters = {{selection[1..]}} }|]""" : $$"""new AdamW.ParamGroup { Parameters = {{selection}} }""";

    [Fact]
    public Task The_message_names_a_parameter_and_both_groups() => Verify.Findings(
        Trainings.Net + Trainings.Train("torch.optim.SGD(new[] { new SGD.ParamGroup(net.parameters(), 0.1), {|#0:new SGD.ParamGroup(net.head.parameters(), 0.01)|} }, 0.1);"),
        Verify.Finding("every parameter of net.head stands in groups 1 and 2: every step updates it twice"));

    [Theory]
    [InlineData("net.parameters()", "!net.parameters()")]
    [InlineData("net.head.parameters()", "!net.parameters().ToList()")]
    [InlineData("net.named_parameters().Where(p => p.name.Contains(\"norm\")).Select(p => p.parameter)", "!net.named_parameters().Where(p => p.name.EndsWith(\"bias\")).Select(p => p.parameter)")]
    [InlineData("net.parameters().Where(p => p.ndim <= 1)", "!net.named_parameters().Where(p => p.name.StartsWith(\"head\")).Select(p => p.parameter)")]
    [InlineData("net.parameters().Where(p => p.dim() > 1)", "!net.named_parameters().Where(p => !p.name.EndsWith(\"bias\")).Select(p => p.parameter)")]
    public Task Selections_that_meet_are_found(string first, string second) => Verify.Findings(Groups(first, second));

    [Fact]
    public Task Names_of_the_model_decide_not_those_of_the_conditions() => Verify.Findings(
        Trainings.Net + Trainings.Train("""
            var norms = net.named_parameters().Where(p => p.name.Contains("norm")).Select(p => p.parameter);
            var biases = net.named_parameters().Where(p => p.name.EndsWith("bias")).Select(p => p.parameter);
            torch.optim.AdamW([new AdamW.ParamGroup { Parameters = norms }, {|#0:new AdamW.ParamGroup { Parameters = biases }|}], 1e-3);
            """),
        Verify.Finding("'norm.bias' stands in groups 1 and 2: every step updates it twice"));

    [Theory]
    [InlineData("net.hidden.parameters()", "net.head.parameters()")]
    [InlineData("net.parameters().Where(p => p.ndim > 1)", "net.parameters().Where(p => p.ndim <= 1)")]
    [InlineData("net.named_parameters().Where(p => p.name.Contains(\"norm\")).Select(p => p.parameter)", "net.named_parameters().Where(p => !p.name.Contains(\"norm\")).Select(p => p.parameter)")]
    [InlineData("net.named_parameters().Where(p => p.name.Contains(\"norm\")).Select(p => p.parameter)", "net.named_parameters().Where(p => p.name.EndsWith(\"bias\") && !p.name.Contains(\"norm\")).Select(p => p.parameter)")]
    [InlineData("net.parameters().Where(p => p.numel() > 9)", "net.parameters()")] // a condition that is not read
    [InlineData("net.parameters()", "new Net().parameters()")]
    public Task Selections_that_do_not_meet_or_are_not_known_are_silent(string first, string second) => Verify.Silence(Groups(first, second));

    [Theory]
    [InlineData("net.named_parameters().Where(p => p.name.Contains(\"norm\")).Select(p => p.parameter)", "net.named_parameters().Where(p => p.name.EndsWith(\"bias\")).Select(p => p.parameter)", "net.named_parameters().Where(p => p.name.Contains(\"norm\")).Select(p => p.parameter)", "net.named_parameters().Where(p => p.name.EndsWith(\"bias\") && !p.name.Contains(\"norm\")).Select(p => p.parameter)", 0)]
    [InlineData("net.named_parameters().Where(p => p.name.Contains(\"norm\")).Select(p => p.parameter)", "net.named_parameters().Where(p => p.name.EndsWith(\"bias\")).Select(p => p.parameter)", "net.named_parameters().Where(p => p.name.Contains(\"norm\") && !p.name.EndsWith(\"bias\")).Select(p => p.parameter)", "net.named_parameters().Where(p => p.name.EndsWith(\"bias\")).Select(p => p.parameter)", 1)]
    [InlineData("net.parameters().Where(p => p.ndim <= 1)", "net.named_parameters().Where(p => p.name.StartsWith(\"head\")).Select(p => p.parameter)", "net.parameters().Where(p => p.ndim <= 1)", "net.named_parameters().Where(p => p.name.StartsWith(\"head\") && p.parameter.ndim > 1).Select(p => p.parameter)", 0)]
    [InlineData("net.parameters().Where(p => p.ndim <= 1)", "net.parameters()", "net.parameters().Where(p => p.ndim <= 1)", "net.parameters().Where(p => p.ndim > 1)", 0)]
    [InlineData("net.head.parameters()", "net.parameters().ToList()", "net.head.parameters()", "net.named_parameters().Where(p => !p.name.StartsWith(\"head.\")).Select(p => p.parameter).ToList()", 0)]
    public Task The_fix_leaves_what_both_have_to_one_group(string first, string second, string newFirst, string newSecond, int choice)
        => Verify.Fix<DisjointGroupsCodeFix>(Groups(first, "!" + second), Groups(newFirst, newSecond), fixAll: false, codeActionIndex: choice);

    [Fact]
    public Task The_same_parameters_twice_are_left_to_the_author()
    {
        var source = Groups("net.parameters()", "!net.parameters()");
        return Verify.FixWithoutAll<DisjointGroupsCodeFix>(source, source);
    }
}
