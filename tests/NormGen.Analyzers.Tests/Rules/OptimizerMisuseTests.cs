using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<OptimizerAnalyzer>;

public sealed class OptimizerMisuseTests
{
    [Theory]
    [InlineData("[Optimizer(OptimizerKind.Scale)] public partial class {|#0:Net|};", "it must derive from torch.nn.Module, whose parameters an optimizer updates")]
    [InlineData("[Optimizer(OptimizerKind.Scale)] public static partial class {|#0:Net|};", "it must derive from torch.nn.Module, whose parameters an optimizer updates")]
    [InlineData("[Optimizer(OptimizerKind.Scale)] file partial class {|#0:Net|} : Base;", "'Net' is local to its file, so no generated file can add to it")]
    [InlineData("file partial class {|#0:Outer|} { [Optimizer(OptimizerKind.Scale)] partial class Net : Base; }", "'Outer' is local to its file, so no generated file can add to it")]
    [InlineData("[Optimizer({|#0:(OptimizerKind)99|})] public partial class Net : Base;", "its argument is no value of OptimizerKind")]
    [InlineData("[Optimizer(OptimizerKind.AdamW)] public partial class Net : Base { public void {|#0:CreateOptimizer|}(int n) { } }", "it has a member 'CreateOptimizer' already, the name of the generated method")]
    [InlineData("[Optimizer(OptimizerKind.AdamW)] public partial class Net : Base { class {|#0:CreateOptimizer|}; }", "it has a member 'CreateOptimizer' already, the name of the generated method")]
    public Task What_no_optimizer_can_be_generated_for_is_found(string source, string reason) => Verify.Findings(
        source + Base,
        Verify<OptimizerAnalyzer>.Result("NG0021").WithLocation(0).WithMessage($"[Optimizer] cannot work on 'Net': {reason}"));

    [Theory]
    [InlineData("[Optimizer(OptimizerKind.Scale)] public partial class Net : Base;")]
    [InlineData("[Optimizer(OptimizerKind.Scale)] public abstract partial class Net<T> : Base;")]
    [InlineData("partial class Outer<T> { [Optimizer(OptimizerKind.AdamW)] partial class Net() : Base; }")]
    [InlineData("[Optimizer(OptimizerKind.Scale)] public partial class Net : Missing;")]
    [InlineData("[Optimizer] public partial class Net : Base;")]
    [InlineData("[Optimizer(OptimizerKind.Scale)] public class Net : Base;")]
    public Task Models_and_what_the_compiler_or_NG0001_says_already_are_fine(string source) => Verify.Findings(source + Base);

    private const string Base = "\npublic class Base : Module<Tensor, Tensor> { public Base() : base(\"\") { } public override Tensor forward(Tensor x) => x; }";
}
