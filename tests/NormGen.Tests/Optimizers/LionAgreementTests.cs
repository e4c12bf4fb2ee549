using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Lion beside the authors' code (google/automl, lion_pytorch.py) written out in TorchSharp.</summary>
public class LionAgreementTests
{
    [Theory]
    [InlineData(ScalarType.Float64, false)]
    [InlineData(ScalarType.Float64, true)]
    [InlineData(ScalarType.Float32, false)]
    public void It_takes_the_same_steps(ScalarType type, bool maximize)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        const double Lr = 0.03, Beta1 = 0.8, Beta2 = 0.95, Decay = 0.2;
        Parameter[] own = [new(Data(65, 33, type)), new(Data(1, 7, type).view(7)), new(Data(4, 6, type).view(4, 2, 3)), new(Data(5, 6, type).t())];
        Tensor[] p = [.. own.Select(parameter => parameter.detach().clone())], mean = [.. p.Select(tensor => zeros_like(tensor))];
        using var lion = torch.optim.Lion(own, Lr, Beta1, Beta2, Decay, maximize);
        for (var step = 0; step < 8; step++)
        {
            Trained.SetGradients(own, step);
            for (var i = 0; i < p.Length; i++)
            {
                var gradient = own[i].grad! * (maximize ? -1 : 1);
                p[i].mul_(1 - Lr * Decay);
                p[i].add_((mean[i] * Beta1 + gradient * (1 - Beta1)).sign(), alpha: -Lr);
                mean[i].mul_(Beta2).add_(gradient, alpha: 1 - Beta2);
            }

            lion.step();
            Assert.All(Trained.Numbers(p).Zip(Trained.Numbers(own)), pair => Assert.Equal(pair.First, pair.Second, type == ScalarType.Float64 ? 1e-12 : 2e-6));
        }
    }

    [Fact]
    public void Every_element_moves_by_the_rate_and_one_without_gradient_and_mean_stays()
    {
        Parameter p = new(zeros([3], ScalarType.Float64));
        using var lion = torch.optim.Lion([p], lr: 0.1);
        p.grad = tensor(new[] { 1e-9, 0, -1e9 });
        lion.step();
        Assert.Equal([-0.1, 0, 0.1], Trained.Numbers([p]));
    }

    private static Tensor Data(long rows, long columns, ScalarType type) => (arange(rows * columns, dtype: ScalarType.Float64) * 0.71).cos().view(rows, columns).to(type);
}
