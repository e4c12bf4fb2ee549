namespace NormGen.Generators.Tests.Roles;

public sealed class TransformerRoleTests
{
    [Fact]
    public void Every_parameter_of_a_decoder_has_one_role() => Assert.Equal(
    [
        "token.weight: Embedding",
        "position.weight: Embedding",
        "blocks.*.attention.qkv.weight: Matrix",
        "blocks.*.attention.projection.weight: Matrix",
        "blocks.*.feedForward.expand.weight: Matrix",
        "blocks.*.feedForward.expand.bias: Vector",
        "blocks.*.feedForward.contract.weight: Matrix",
        "blocks.*.feedForward.contract.bias: Vector",
        "blocks.*.attention_norm_in.weight: Vector",
        "blocks.*.attention_norm_out.weight: Vector",
        "blocks.*.feedForward_norm_in.weight: Vector",
        "blocks.*.feedForward_norm_out.weight: Vector",
        "norm.weight: Vector",
        "head.weight: Head",
    ], RolesOf.Rows("Model", ModelSources.Blocks, ModelSources.Transformer));

    [Fact]
    public void The_scale_of_a_branch_is_a_vector_beside_the_same_roles()
    {
        var scaled = ModelSources.Blocks.Replace("[Sublayer] private readonly FeedForward feedForward;", "[Sublayer(Scale = nameof(gamma))] private readonly FeedForward feedForward; private readonly Parameter gamma;")
            .Replace("feedForward = new(width);", "feedForward = new(width); gamma = Parameter(torch.ones(width));");
        var without = RolesOf.Rows("Model", ModelSources.Blocks, ModelSources.Transformer);
        var rows = RolesOf.Rows("Model", scaled, ModelSources.Transformer);
        Assert.Equal(without.Append("blocks.*.gamma: Vector").Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }
}
