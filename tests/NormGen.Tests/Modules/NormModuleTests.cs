using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>What makes the norms good TorchSharp modules.</summary>
public class NormModuleTests
{
    public static TheoryData<string> Norms() => ["rms", "layer"];

    [Fact]
    public void Keys_and_defaults_are_those_of_PyTorch()
    {
        using var rms = torch.nn.RMSNorm(4);
        using var layer = torch.nn.FusedLayerNorm(4);
        using var stock = torch.nn.LayerNorm(4);
        Assert.Equal(["weight"], rms.state_dict().Keys);
        Assert.Equal(stock.state_dict().Keys, layer.state_dict().Keys);
        Assert.Equal(1e-5, layer.eps);
        Assert.True(rms.elementwise_affine && layer.elementwise_affine);
        Assert.Equal([1f, 1, 1, 1], rms.weight!.data<float>().ToArray());
        Assert.Equal([1f, 1, 1, 1], layer.weight!.data<float>().ToArray());
        Assert.Equal([0f, 0, 0, 0], layer.bias!.data<float>().ToArray());
        Assert.Empty(torch.nn.RMSNorm(4, elementwise_affine: false).state_dict());
        Assert.Equal(["weight"], torch.nn.FusedLayerNorm(4, bias: false).state_dict().Keys);
    }

    [Fact]
    public void Parameters_of_the_stock_layer_norm_load()
    {
        using var scope = NewDisposeScope();
        using var stock = torch.nn.LayerNorm([2, 3]);
        using (no_grad()) stock.weight.copy_(randn(2, 3));
        using var stream = new MemoryStream();
        stock.save(new BinaryWriter(stream));
        stream.Position = 0;
        using var layer = torch.nn.FusedLayerNorm([2, 3]);
        layer.load(new BinaryReader(stream));
        Compared.Same(stock.weight, layer.weight!, ScalarType.Float32, "weight");
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void A_parent_registers_moves_and_resets_it(string kind)
    {
        using var scope = NewDisposeScope();
        using var parent = nn.Sequential(("norm", Make(kind, 6)), ("linear", nn.Linear(6, 6)));
        Assert.Contains("norm.weight", parent.state_dict().Keys);
        parent.to(ScalarType.Float64);
        Assert.All(parent.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Float64, parent.call(randn([2, 6], ScalarType.Float64)).dtype);
        var norm = parent.named_children().First().module;
        using (no_grad()) norm.parameters().First().fill_(7);
        if (norm is RMSNorm rms) rms.reset_parameters();
        else ((FusedLayerNorm)norm).reset_parameters();
        Assert.Equal(1, norm.parameters().First().mean().item<double>());
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Second_derivatives_are_those_of_the_composed_form(string kind)
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        var type = ScalarType.Float64;
        var data = randn([3, 5], type);
        var norm = Make(kind, 5).to(type);
        nn.Module<Tensor, Tensor> composed = kind == "rms"
            ? new ComposedRMSNorm(1, norm.parameters().First(), ((RMSNorm)norm).eps)
            : torch.nn.LayerNorm(5, dtype: type);
        Compared.Same(Twice(composed), Twice((nn.Module<Tensor, Tensor>)norm), type, "second derivative");

        Tensor Twice(nn.Module<Tensor, Tensor> module)
        {
            var x = data.detach().requires_grad_();
            var first = autograd.grad([module.call(x * 1).pow(3).sum()], [x], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [x])[0];
        }
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Gradients_flow_to_those_who_ask_for_them_alone(string kind)
    {
        using var scope = NewDisposeScope();
        var norm = Make(kind, 4);
        foreach (var parameter in norm.parameters()) parameter.requires_grad = false;
        Assert.False(norm.call(randn(2, 4)).requires_grad);
        var x = randn(2, 4).requires_grad_();
        norm.call(x).sum().backward();
        Assert.NotNull(x.grad);
        Assert.All(norm.parameters(), parameter => Assert.Null(parameter.grad));

        foreach (var parameter in norm.parameters()) parameter.requires_grad = true;
        norm.call(randn(2, 4)).sum().backward();
        Assert.All(norm.parameters(), parameter => Assert.NotNull(parameter.grad));
        using (no_grad()) Assert.False(norm.call(x).requires_grad);
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void It_survives_the_scope_it_was_made_in(string kind)
    {
        nn.Module<Tensor, Tensor> norm;
        using (NewDisposeScope()) norm = Make(kind, 4);
        using var y = norm.call(ones(2, 4));
        Assert.Equal(8, y.numel());
    }

    [SkippableTheory]
    [MemberData(nameof(Norms))]
    public void On_a_GPU_it_agrees_with_the_CPU(string kind)
    {
        Skip.IfNot(cuda.is_available(), "no CUDA device, or the CPU build of libtorch");
        using var scope = NewDisposeScope();
        var (norm, x) = (Make(kind, 64), randn(32, 64));
        var expected = norm.call(x);
        norm.to(CUDA);
        Compared.Same(expected, norm.call(x.cuda()).cpu(), ScalarType.Float32, "result");
    }

    private static nn.Module<Tensor, Tensor> Make(string kind, long features) => kind == "rms" ? torch.nn.RMSNorm(features) : torch.nn.FusedLayerNorm(features);
}
