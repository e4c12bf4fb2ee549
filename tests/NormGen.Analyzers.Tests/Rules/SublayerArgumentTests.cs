using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class SublayerArgumentTests
{
    [Fact]
    public Task A_missing_parameter_is_added_to_forward_and_to_the_base_class() => Verify.Fix<AddForwardParameterCodeFix>(
        Blocks.Of("[Sublayer] private readonly Mixer {|NG0004:mixer|};"),
        Blocks.Of("[Sublayer] private readonly Mixer mixer;", module: "Module<Tensor, Tensor, Tensor>", forward: "public override partial Tensor forward(Tensor x, Tensor mask);"));

    [Fact]
    public Task A_forward_that_overrides_nothing_gets_the_parameter_alone() => Verify.Fix<AddForwardParameterCodeFix>(
        Blocks.Of("[Sublayer] private readonly Mixer {|NG0004:mixer|};", module: "Module", forward: "public partial Tensor forward(Tensor x);"),
        Blocks.Of("[Sublayer] private readonly Mixer mixer;", module: "Module", forward: "public partial Tensor forward(Tensor x, Tensor mask);"));

    [Fact]
    public Task Behind_a_class_of_the_users_own_no_fix_is_offered()
    {
        var source = Blocks.Of("[Sublayer] private readonly Mixer {|NG0004:mixer|};", module: "Own") + "\npublic abstract class Own(string name) : Module<Tensor, Tensor>(name);";
        return Verify.Fix<AddForwardParameterCodeFix>(source, source);
    }

    [Theory]
    [InlineData("Tensor x, int {|NG0004:mask|}", "Module<Tensor, int, Tensor>")]
    [InlineData("Tensor x, double {|NG0004:mask|}", "Module<Tensor, double, Tensor>")]
    [InlineData("Tensor x, Tensor mask, Tensor {|NG0004:positions|}", "Module<Tensor, Tensor, Tensor, Tensor>")]
    public Task A_parameter_of_another_type_and_one_that_nobody_takes_are_found(string parameters, string module)
        => Verify.Findings(Blocks.Of("[Sublayer] private readonly Mixer mixer;", module: module, forward: $"public override partial Tensor forward({parameters});"));

    [Fact]
    public Task A_mask_that_may_be_null_does_not_fit_one_that_may_not() => Verify.Findings("#nullable enable\n" + Blocks.Of(
        "[Sublayer] private readonly Mixer mixer;", module: "Module<Tensor, Tensor?, Tensor>", forward: "public override partial Tensor forward(Tensor x, Tensor? {|NG0004:mask|});"));

    [Fact]
    public Task The_message_names_the_sublayer_and_the_argument() => Verify.Findings(
        Blocks.Of("[Sublayer] private readonly Mixer {|#0:mixer|};"),
        Verify<BlockAnalyzer>.Result("NG0004").WithLocation(0).WithMessage("Sublayer 'mixer' needs 'mask' (Tensor), and forward of 'Block' has no parameter of that name"));

    [Theory]
    [InlineData("Tensor x, Tensor mask", "Module<Tensor, Tensor, Tensor>")]
    [InlineData("Tensor x, Missing mask", "Module<Tensor, Missing, Tensor>")]
    public Task What_fits_is_fine_and_a_type_that_is_missing_is_the_compilers_business(string parameters, string module)
        => Verify.Findings(Blocks.Of("[Sublayer] private readonly Mixer mixer;", module: module, forward: $"public override partial Tensor forward({parameters});"));
}
