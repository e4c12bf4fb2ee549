using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<DisposedContextAnalyzer>;

public sealed class DisposedContextTests
{
    private static string Square(string backward) => $$"""
        class Square : torch.autograd.SingleTensorFunction<Square>
        {
            public override string Name => "square";

            public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
            {
                ctx.save_for_backward(new() { (Tensor)vars[0] });
                return ((Tensor)vars[0]).square();
            }

            public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad)
            {
                {{backward.Replace("\n", "\n        ")}}
            }
        }
        """;

    [Fact]
    public Task The_message_names_context_and_function() => Verify.Findings(
        Square("var result = ctx.get_saved_variables()[0] * 2 * grad;\n{|#0:ctx|}.Dispose();\nreturn new() { result };"),
        Verify.Finding("'ctx' belongs to autograd, which runs 'Square' again for a retained graph: do not dispose it in backward"));

    [Fact]
    public Task A_using_counts() => Verify.Findings(Square("using ([|ctx|])\n{\n    return new() { ctx.get_saved_variables()[0] * 2 * grad };\n}"));

    [Theory]
    [InlineData("return new() { ctx.get_saved_variables()[0] * 2 * grad };")]
    [InlineData("var saved = ctx.get_saved_variables();\nvar result = saved[0] * 2 * grad;\nsaved[0].Dispose();\nreturn new() { result };")] // a wrapper of its own
    [InlineData("using var scope = torch.NewDisposeScope();\nreturn new() { (ctx.get_saved_variables()[0] * 2 * grad).MoveToOuterDisposeScope() };")]
    public Task Disposing_of_ones_own_tensors_is_silent(string backward) => Verify.Silence(Square(backward));

    [Fact]
    public Task The_call_is_removed() => Verify.FixThatBuilds<KeepContextCodeFix>(
        Square("var result = ctx.get_saved_variables()[0] * 2 * grad;\n[|ctx|].Dispose();\nreturn new() { result };"),
        Square("var result = ctx.get_saved_variables()[0] * 2 * grad;\nreturn new() { result };"));

    [Fact]
    public Task The_using_is_unwrapped() => Verify.FixThatBuilds<KeepContextCodeFix>(
        Square("using ([|ctx|])\n{\n    return new() { ctx.get_saved_variables()[0] * 2 * grad };\n}"),
        Square("return new() { ctx.get_saved_variables()[0] * 2 * grad };"));
}
