using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<MaskLostAnalyzer>;

public sealed class MaskLostTests
{
    private static string Net(string forward) => $$"""
        class Net : Module<Tensor, Tensor, Tensor>
        {
            readonly Conv2d conv1 = Conv2d(3, 8, 3), conv2 = Conv2d(8, 8, 3);
            readonly RegionNormB norm1 = torch.nn.RegionNormB(8), norm2 = torch.nn.RegionNormB(8);
            readonly BatchNorm2d batch = BatchNorm2d(8);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x, Tensor mask) { {{forward}} }
        }
        """;

    [Fact]
    public Task A_batch_norm_between_region_norms_is_found() => Verify.Findings(
        Net("x = norm1.call(conv1.call(x), mask); x = {|#0:batch.call(conv2.call(x))|}; return norm2.call(x, mask);"),
        Verify.Finding("'batch' takes no mask and stands behind 'norm1': it normalizes hole and content together again"));

    [Fact]
    public Task A_mask_of_nothing_is_found() => Verify.Findings(Net("x = norm1.call(conv1.call(x), mask); return [|norm2.call(x, torch.zeros(1, 1, 8, 8))|];"));

    [Theory]
    [InlineData("x = norm1.call(conv1.call(x), mask); return norm2.call(conv2.call(x), functional.interpolate(mask, new long[] { 8, 8 }));")]
    [InlineData("x = norm1.call(conv1.call(x), mask); x = norm2.call(conv2.call(x), mask); return batch.call(x);")] // behind both
    [InlineData("x = batch.call(conv1.call(x)); x = norm1.call(conv2.call(x), mask); return norm2.call(x, mask);")] // in front of both
    public Task Masks_that_arrive_are_silent(string forward) => Verify.Findings(Net(forward));

    [Fact]
    public Task The_fix_gives_the_mask_of_the_one_before() => Verify.FixWithoutAll<SameMaskCodeFix>(
        Net("x = norm1.call(conv1.call(x), mask); return [|norm2.call(x, torch.zeros(1, 1, 8, 8))|];"),
        Net("x = norm1.call(conv1.call(x), mask); return norm2.call(x, mask);"));
}
