using NormGen.Objectives;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Objectives;

/// <summary>Losses with PyTorch's value and a gradient divided by the mean error.</summary>
public class NormalizedLossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void The_value_is_the_ordinary_one_and_the_gradient_is_beta_times_it(double scale)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var z = (randn(3, 4, float64) * scale).requires_grad_();
        var target = randn(3, 4, float64).gt(0).to(float64);
        var loss = torch.nn.NormalizedBCEWithLogitsLoss().call(z, target);
        var plain = functional.binary_cross_entropy_with_logits(z, target);
        Assert.Equal(plain.item<double>(), loss.item<double>(), 1e-12);
        var beta = 12 / (z.detach() * (target * 2 - 1)).neg().sigmoid().sum();
        Agree(autograd.grad([plain], [z])[0] * beta, autograd.grad([loss], [z])[0]);

        var logits = (randn(5, 3, float64) * scale).requires_grad_();
        var labels = tensor(new long[] { 0, 2, 1, 1, 0 });
        var several = functional.normalized_cross_entropy(logits, labels);
        var cross = functional.cross_entropy(logits, labels);
        Assert.Equal(cross.item<double>(), several.item<double>(), 1e-10);
        var errors = 1 - logits.detach().softmax(1).gather(1, labels.unsqueeze(1)).sum() / 5;
        Agree(autograd.grad([cross], [logits])[0] / errors, autograd.grad([several], [logits])[0]);

        static void Agree(Tensor wanted, Tensor actual) => Assert.True((wanted - actual).abs().max().item<double>() < 1e-9 * wanted.abs().max().item<double>());
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Margins_of_a_million_give_shares_that_sum_to_one(ScalarType type)
    {
        using var scope = NewDisposeScope();
        foreach (var far in new[] { 1e6, -1e6 })
        {
            var z = (tensor(new[] { 1.0, 1, 1, 0.999999 }, type) * far).requires_grad_();
            functional.normalized_logistic_loss(z, ones(4, type)).backward();
            Assert.Equal(-1, z.grad!.sum().to(float64).item<double>(), 1e-5);
            var logits = stack([z.detach(), z.detach() * -1, zeros(4, type)], 1).requires_grad_();
            functional.normalized_cross_entropy(logits, zeros(4, int64)).backward();
            Assert.Equal(-1, logits.grad![.., 0].sum().to(float64).item<double>(), 1e-5);
            Assert.Equal(0, logits.grad!.sum().to(float64).item<double>(), 1e-5);
        }
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => functional.normalized_logistic_loss(zeros(3), zeros(2))).ParamName);
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => functional.normalized_logistic_loss(zeros(0), zeros(0))).ParamName);
        Assert.Equal("logits", Assert.Throws<ArgumentException>(() => functional.normalized_cross_entropy(zeros(3, 1), zeros(3, int64))).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentException>(() => functional.normalized_cross_entropy(zeros(3, 2), zeros(3))).ParamName);
    }
}
