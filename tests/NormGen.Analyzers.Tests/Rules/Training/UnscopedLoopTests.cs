using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<UnscopedLoopAnalyzer>;

public sealed class UnscopedLoopTests
{
    private static string Train(string loop) => Trainings.Net + Trainings.Train("var optimizer = torch.optim.SGD(net.parameters(), 0.1);\n" + loop);

    [Fact]
    public Task The_message_says_what_to_open() => Verify.Findings(
        Train("{|#0:foreach|} (var batch in batches)\n{\n    net.call(batch).sum().backward();\n    optimizer.step();\n}"),
        Verify.Finding("The tensors of each step wait for the garbage collector, which does not see how much memory they hold: open torch.NewDisposeScope() in the loop"));

    [Fact]
    public Task The_inner_loop_is_meant() => Verify.Findings(Train("for (var epoch = 0; epoch < 2; epoch++)\n{\n    [|foreach|] (var batch in batches) { net.call(batch).sum().backward(); optimizer.step(); }\n}"));

    [Theory]
    [InlineData("foreach (var batch in batches)\n{\n    using var scope = torch.NewDisposeScope();\n    net.call(batch).sum().backward();\n    optimizer.step();\n}")]
    [InlineData("using (torch.NewDisposeScope())\n{\n    foreach (var batch in batches) { net.call(batch).sum().backward(); optimizer.step(); }\n}")]
    [InlineData("foreach (var batch in batches) { net.call(batch).sum().backward(); optimizer.step(); GC.Collect(); }")]
    [InlineData("for (var epoch = 0; epoch < 2; epoch++)\n{\n    foreach (var batch in batches) { net.call(batch).sum().backward(); optimizer.step(); }\n    GC.Collect();\n}")]
    [InlineData("foreach (var batch in batches)\n{\n    using var y = net.call(batch);\n    using (var loss = y.sum()) loss.backward();\n    optimizer.step();\n}")]
    [InlineData("net.call(x).sum().backward();\noptimizer.step();")]
    [InlineData("foreach (var batch in batches) net.call(batch).sum().backward();\noptimizer.step();")]
    public Task Scopes_and_single_steps_are_silent(string loop) => Verify.Silence(Train(loop));

    [Theory]
    [InlineData("[|foreach|] (var batch in batches)\n{\n    net.call(batch).sum().backward();\n    optimizer.step();\n}", "foreach (var batch in batches)\n{\n    using var scope = torch.NewDisposeScope();\n    net.call(batch).sum().backward();\n    optimizer.step();\n}")]
    [InlineData("var sum = 0f;\nint scope = 0;\n[|for|] (var i = 0; i < 3; i++)\n{\n    var loss = net.call(x).sum();\n    loss.backward();\n    optimizer.step();\n    sum += loss.item<float>() + scope;\n}", "var sum = 0f;\nint scope = 0;\nfor (var i = 0; i < 3; i++)\n{\n    using var disposeScope = torch.NewDisposeScope();\n    var loss = net.call(x).sum();\n    loss.backward();\n    optimizer.step();\n    sum += loss.item<float>() + scope;\n}")]
    public Task The_fix_opens_a_scope(string loop, string fixedLoop) => Verify.FixWithoutAll<DisposeScopeCodeFix>(Train(loop), Train(fixedLoop));

    [Theory]
    [InlineData("Tensor last = x;\n[|foreach|] (var batch in batches)\n{\n    last = net.call(batch).sum();\n    last.backward();\n    optimizer.step();\n}")]
    [InlineData("var losses = new List<Tensor>();\n[|foreach|] (var batch in batches)\n{\n    var loss = net.call(batch).sum();\n    loss.backward();\n    optimizer.step();\n    losses.Add(loss);\n}")]
    [InlineData("[|foreach|] (var batch in batches)\n{\n    var loss = net.call(batch).sum();\n    loss.backward();\n    optimizer.step(() => loss);\n}")]
    public Task Where_a_tensor_outlives_a_round_none_is_offered(string loop) => Verify.Fix<DisposeScopeCodeFix>(Train(loop), Train(loop), fixAll: false);
}
