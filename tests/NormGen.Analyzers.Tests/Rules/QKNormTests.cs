using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<QKNormAnalyzer>;

public sealed class QKNormTests
{
    [Theory]
    [InlineData("[QKNorm] private readonly TorchSharp.Modules.Conv1d {|#0:query|};", "[QKNorm] cannot work on 'query': it is Conv1d; expected the Linear that projects to queries, to keys, or (Packed = true) to queries, keys and values")]
    [InlineData("[QKNorm] private static readonly TorchSharp.Modules.Linear {|#0:query|} = nn.Linear(4, 4);", "[QKNorm] cannot work on 'query': it is static: a projection belongs to its module")]
    [InlineData("[QKNorm] private readonly TorchSharp.Modules.Linear? {|#0:query|};", "[QKNorm] cannot work on 'query': it may be null")]
    [InlineData("[QKNorm(Norm = {|#0:typeof(NormGen.Modules.FusedBatchNorm1d)|})] private readonly TorchSharp.Modules.Linear query;", "[QKNorm] cannot work on 'query': its norm 'FusedBatchNorm1d' cannot be one: it normalizes channels (dimension 1 of its input) or over the batch, not the features of each row")]
    public Task A_member_that_cannot_be_normalized_is_found(string member, string message) => Verify.Findings(Attention(member), Verify.Result("NG0018").WithLocation(0).WithMessage(message));

    [Fact]
    public Task A_name_that_is_taken_is_found() => Verify.Findings(
        Attention("[QKNorm] private readonly TorchSharp.Modules.Linear query; private int {|#0:queryNorm|};"),
        Verify.Result("NG0009").WithLocation(0).WithMessage("The name 'queryNorm' is taken in 'Attention', where it would be the field of a norm"));

    [Fact]
    public Task A_constructor_that_does_not_make_the_norms_is_found() => Verify.Findings(
        Attention("[QKNorm] private readonly TorchSharp.Modules.Linear query;").Replace("InitializeQKNorms(4); ", "").Replace("public Attention()", "public {|#0:Attention|}()"),
        Verify.Result("NG0002").WithLocation(0).WithMessage("'Attention' never makes its norms: every constructor must call InitializeQKNorms(headWidth) before RegisterComponents()"));

    [Fact]
    public Task Norms_that_are_made_too_late_are_found() => Verify.Findings(
        Attention("[QKNorm] private readonly TorchSharp.Modules.Linear query;").Replace("InitializeQKNorms(4); RegisterComponents();", "{|#0:RegisterComponents()|}; InitializeQKNorms(4);"),
        Verify.Result("NG0003").WithLocation(0).WithMessage("'Attention' calls RegisterComponents() before InitializeQKNorms: the norms are not registered, so they are not saved, moved or trained"));

    [Theory]
    [InlineData("[QKNorm] private readonly TorchSharp.Modules.Linear query, key;")]
    [InlineData("[QKNorm(Packed = true, Norm = typeof(FusedLayerNorm), Eps = 1e-5)] private TorchSharp.Modules.Linear Qkv { get; } = nn.Linear(4, 12);")]
    public Task Projections_are_fine(string member) => Verify.Findings(Attention(member));

    private static string Attention(string members) => $$"""
        public partial class Attention : Module<Tensor, Tensor>
        {
            {{members}}
            public Attention() : base("") { InitializeQKNorms(4); RegisterComponents(); }
            public override Tensor forward(Tensor x) => x;
        }
        """;
}
