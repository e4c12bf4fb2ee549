using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Conversion;

/// <summary>Conversions of models whose branches have gains of features and dropout: blocks recentre these in forward, so that evaluation and training stay those of the Pre-LN model.</summary>
public class GainedTests
{
    private static Tensor Tokens => arange(14).remainder(11).view(2, 7);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluation_stays_the_same_whether_gains_fold_or_not(bool fold)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var model = Model();
        model.eval();
        var expected = model.call(Tokens);
        model.ConvertToPreRMSNorm(fold);
        AssertSame(expected, model.call(Tokens), 1e-12);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    [InlineData("torch")]
    public void Training_follows_the_PreLN_model_mask_by_mask(string rule)
    {
        using var scope = NewDisposeScope();
        var (plain, converted) = (Model(), Model());
        converted.ConvertToPreRMSNorm(fold: false);
        using var expected = Optimizer(rule, plain);
        using var optimizer = converted.WithRecentring(Optimizer(rule, converted));
        for (var step = 0; step < 6; step++)
        {
            using var inner = NewDisposeScope();
            foreach (var (model, by) in new (GainedNet, OptimizerHelper)[] { (plain, expected), (converted, optimizer) })
            {
                // The masks of both are those of this seed.
                manual_seed(100 + step);
                by.zero_grad();
                nn.functional.cross_entropy(model.call(Tokens).flatten(0, 1), Tokens.flatten()).backward();
                by.step();
            }
        }

        using var noGradients = no_grad();
        plain.eval();
        converted.eval();
        AssertSame(plain.call(Tokens), converted.call(Tokens), 1e-9);

        // Those behind a gain or a dropout are the very parameters of the Pre-LN model.
        foreach (var name in new[] { "blocks.0.first.contract.weight", "blocks.1.second.weight", "blocks.1.second_gamma", "composed.second.bias", "composed.gamma" })
            AssertSame(Named(plain, name), Named(converted, name), 1e-9);
    }

    private static Parameter Named(GainedNet model, string name) => model.named_parameters().Single(item => item.name == name).parameter;

    private static OptimizerHelper Optimizer(string rule, GainedNet model) => rule switch
    {
        "sgd" => torch.optim.SGD(model, 0.1, momentum: 0.9, weight_decay: 0.01, fused: true),
        "adamw" => torch.optim.AdamW(model, 0.01, weight_decay: 0.1, fused: true),
        _ => torch.optim.RMSProp(model.parameters(), 0.003),
    };

    private static GainedNet Model()
    {
        manual_seed(11);
        using var noGradients = no_grad();
        var model = new GainedNet(11, 12);
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name.Contains("norm", StringComparison.Ordinal) || name.Contains("gamma", StringComparison.Ordinal)) parameter.add_(randn(parameter.shape) * 0.3);
        }

        model.to(ScalarType.Float64);
        return model;
    }

    private static void AssertSame(Tensor expected, Tensor actual, double tolerance)
    {
        var error = ((expected - actual).abs().max() / expected.abs().max()).item<double>();
        Assert.True(error <= tolerance, $"off by {error:E2} of the largest, {tolerance:E1} allowed");
    }
}
