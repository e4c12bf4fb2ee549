using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>Layers whose parameters are frozen pass on the gradient of those that learn, bit for bit.</summary>
public class FrozenLayerTests
{
    /// <summary>All but those that draw anew or go on from the call before, and layers over sequences, whose products libtorch adds up in another order.</summary>
    public static TheoryData<string> Names => [.. LayerCatalogue.All.Keys.Where(name => name is not ("FusedSELU" or "FusedAlphaDropout" or "FusedFeatureAlphaDropout" or "FullyQuantized" or "LayerNormRNN" or "LayerNormGRU" or "LayerNormLSTM"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_of_the_input_is_that_of_a_layer_that_learns(string name)
    {
        using var scope = NewDisposeScope();
        var made = LayerCatalogue.All[name];
        foreach (var type in made.IsUntyped ? [ScalarType.Float32] : (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            long[] shape = [.. made.Shape];
            var x = randn(shape, dtype: type).detach();
            var layer = made.Make(type);
            using (no_grad())
            {
                foreach (var parameter in layer.parameters()) parameter.add_(rand(parameter.shape, dtype: type) * 0.3);
            }

            var state = layer.state_dict().ToDictionary(item => item.Key, item => item.Value.clone());
            Assert.Equal(Gradient(isFrozen: false), Gradient(isFrozen: true));

            byte[] Gradient(bool isFrozen)
            {
                layer.load_state_dict(state);
                foreach (var parameter in layer.parameters()) parameter.requires_grad = !isFrozen;
                manual_seed(3);
                var leaf = x.clone().requires_grad_();
                var y = made.Call(layer, leaf * 1);
                (y * randn(y.shape, dtype: type)).sum().backward();
                return leaf.grad!.contiguous().bytes.ToArray();
            }
        }
    }

    /// <summary>Rows that are written past the cache, in every type.</summary>
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Large_inputs_are_no_exception(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var norm = torch.nn.FusedLayerNorm(1024);
        var (x, dy) = (randn(9000, 1024).to(type).detach(), randn(9000, 1024).to(type));
        Assert.True(Gradient(true).eq(Gradient(false)).all().item<bool>());

        Tensor Gradient(bool isFrozen)
        {
            foreach (var parameter in norm.parameters()) parameter.requires_grad = !isFrozen;
            var leaf = x.clone().requires_grad_();
            return autograd.grad([norm.call(leaf)], [leaf], [dy])[0];
        }
    }
}
