using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<ScopedStateAnalyzer>;

public sealed class ScopedStateTests
{
    private static string Optimizer(string step) => $$"""
        #nullable disable
        class State(Parameter parameter) : OptimizerState(parameter)
        {
            public Tensor mean;
            public override void Initialize(OptimizerOptions options) => mean = torch.zeros_like(_parameter).DetachFromDisposeScope();
            public override void to(Device device) => mean = mean.to(device);
            public override void LoadStateDict(System.IO.BinaryReader reader) { }
            public override void LoadStateDict(OptimizerState source) { }
            public override void SaveStateDict(System.IO.BinaryWriter writer) { }
            public override bool ApproximatelyEquals(OptimizerState other) => true;
        }

        class Own : OptimizerHelper
        {
            public override Tensor step(Func<Tensor> closure = null)
            {
                {{step.Replace("\n", "\n        ")}}
            }

            static void Keep(State state) { }
        }
        """;

    private static string InStep(string update) => Optimizer($$"""
        return _step<TorchSharp.Modules.ParamGroup>(group =>
        {
            foreach (var p in group.Parameters)
            {
                var state = (State)_state[p.Handle];
                {{update}}
            }
        }, closure);
        """);

    [Fact]
    public Task The_message_names_the_state_and_the_scope() => Verify.Findings(
        InStep("state.mean = {|#0:state.mean * 0.9 + p.grad * 0.1|};"),
        Verify.Finding("'state.mean' gets a tensor of the dispose scope that _step opens: it is disposed when the scope ends, and the next step reads it; detach it with DetachFromDisposeScope()"));

    [Theory]
    [InlineData("using var scope = torch.NewDisposeScope();\nforeach (State state in _state.Values) state.mean = [|state.mean.mul(0.9)|];\nreturn null;")]
    [InlineData("using (torch.NewDisposeScope())\n{\n    foreach (State state in _state.Values) state.mean = [|torch.zeros(2)|];\n}\nreturn null;")]
    public Task A_scope_of_ones_own_counts(string step) => Verify.Findings(Optimizer(step));

    [Theory]
    [InlineData("state.mean = (state.mean * 0.9).DetachFromDisposeScope();")]
    [InlineData("state.mean.mul_(0.9).add_(p.grad, 0.1);")]
    [InlineData("state.mean = state.mean * 0.9; state.mean.DetachFromDisposeScope();")]
    [InlineData("state.mean = null;")]
    [InlineData("state.mean = p.grad;")]
    public Task State_that_is_kept_or_changed_in_place_is_silent(string update) => Verify.Silence(InStep(update));

    private static string WithMembers(string source, string members) => source.Replace("static void Keep(State state) { }", members, StringComparison.Ordinal);

    [Fact]
    public Task A_method_that_only_the_step_calls_runs_in_its_scope() => Verify.Findings(WithMembers(InStep("Update(state, p.grad);"), "private void Update(State state, Tensor grad) => state.mean = [|state.mean * 0.9 + grad|];"));

    [Fact]
    public Task A_method_that_others_call_too_is_silent() => Verify.Silence(WithMembers(InStep("Update(state, p.grad);"), "void Update(State state, Tensor grad) => state.mean = state.mean * 0.9 + grad; void Start(State state) => Update(state, torch.zeros(2));"));

    [Theory]
    [InlineData("mean = [|mean * 0.9 + p.grad|];", "Tensor mean;")]
    [InlineData("this.means[p] = [|this.means[p].mul(0.9)|];", "readonly Dictionary<Parameter, Tensor> means = new();")]
    [InlineData("var mean = means[p]; means[p] = [|0.9 * mean + p.grad|];", "readonly Dictionary<Parameter, Tensor> means = new();")]
    [InlineData("if (!means.TryGetValue(p, out var mean)) mean = torch.zeros_like(p); means[p] = [|mean * 0.9 + p.grad|];", "readonly Dictionary<Parameter, Tensor> means = new();")]
    public Task State_in_the_optimizer_itself_counts_where_it_is_made_of_itself(string update, string members) => Verify.Findings(WithMembers(InStep(update), members));

    [Theory]
    [InlineData("scratch = p.grad * 2; p.sub_(scratch);", "Tensor scratch;")] // written before it is read
    [InlineData("mean = (mean * 0.9 + p.grad).DetachFromDisposeScope();", "Tensor mean;")]
    [InlineData("means[p] = means[p] * 0.9; means[p].DetachFromDisposeScope();", "readonly Dictionary<Parameter, Tensor> means = new();")]
    [InlineData("using var inner = torch.NewDisposeScope(); mean = inner.Detach(mean * 0.9 + p.grad);", "Tensor mean;")]
    [InlineData("if (!means.TryGetValue(p, out var mean)) means[p] = mean = torch.zeros_like(p).DetachFromDisposeScope(); mean.mul_(0.9).add_(p.grad);", "readonly Dictionary<Parameter, Tensor> means = new();")]
    [InlineData("others.TryGetValue(p, out var other); means[p] = other * 2;", "readonly Dictionary<Parameter, Tensor> means = new(), others = new();")] // made of something else
    public Task Fields_that_are_kept_or_only_hand_on_are_silent(string update, string members) => Verify.Silence(WithMembers(InStep(update), members));

    [Fact]
    public Task Without_a_scope_nothing_is_disposed() => Verify.Silence(Optimizer("foreach (State state in _state.Values) state.mean = state.mean * 0.9;\nreturn null;"));

    [Fact]
    public Task The_tensor_is_detached() => Verify.FixThatBuilds<DetachStateCodeFix>(
        InStep("state.mean = [|state.mean * 0.9|]; // decays"),
        InStep("state.mean = (state.mean * 0.9).DetachFromDisposeScope(); // decays"));

    [Fact]
    public Task A_call_needs_no_parentheses() => Verify.FixThatBuilds<DetachStateCodeFix>(InStep("state.mean = [|state.mean.mul(0.9)|];"), InStep("state.mean = state.mean.mul(0.9).DetachFromDisposeScope();"));
}
