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
}
