using NormGen.Tests.Folding;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Conversion;

/// <summary>Tensors counted before and after conversions, checkpoints, recentred steps and foldings: a parameter more or fewer is a tensor more or fewer, and no other is alive (TorchSharp's count of the process still counts the tensor that a new parameter took over).</summary>
[Collection(CountingTensors.Name)]
public class ConversionLeakTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conversions_leave_nothing_but_the_models_parameters(bool tied)
    {
        using var model = Model(tied);
        AssertParametersAlone(model, () => model.ConvertToPreRMSNorm());
        AssertParametersAlone(model, model.ConvertToPreCRMSNorm);
    }

    [Fact]
    public void Loading_into_a_converted_model_leaves_nothing_whether_it_fails_or_not()
    {
        using var model = Model(tied: false);
        model.ConvertToPreCRMSNorm();
        for (var i = 0; i < 3; i++)
        {
            AssertParametersAlone(model, () => model.LoadPreLN(() => { }));
            AssertParametersAlone(model, () => Assert.Throws<InvalidDataException>(() => model.LoadPreLN(() => throw new InvalidDataException())));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recentred_steps_leave_nothing_behind(bool isFused)
    {
        using var model = Model(tied: false);
        model.ConvertToPreRMSNorm(fold: false);
        using var optimizer = model.WithRecentring(isFused ? torch.optim.SGD(model, 0.01, momentum: 0.9, fused: true) : torch.optim.Muon(model, 0.01));
        using (var scope = NewDisposeScope()) nn.functional.cross_entropy(model.call(arange(14).remainder(11).view(2, 7)).flatten(0, 1), arange(14).remainder(11)).backward();
        CountingTensors.AssertNothingStays(() => optimizer.step());
    }

    public static TheoryData<string> Nets => ["unified", "power", "convolutional", "gains", "factors", "learned"];

    [Theory]
    [MemberData(nameof(Nets))]
    public void Foldings_leave_nothing_but_the_models_parameters(string net)
    {
        (nn.Module Model, Action Fold) made = net switch
        {
            "unified" => new UnifiedBlock(4) is var model ? (model, model.FoldNormalization) : default,
            "power" => new PowerNet(4) is var model ? (model, model.FoldNormalization) : default,
            "convolutional" => new ConvolutionalNet() is var model ? (model, model.FoldNormalization) : default,
            "gains" => new GainNet() is var model ? (model, model.FoldNormalization) : default,
            "factors" => new FactorNet() is var model ? (model, model.FoldNormalization) : default,
            _ => new LearnedNet() is var model ? (model, model.FoldNormalization) : default,
        };
        using var disposed = made.Model;
        made.Model.eval();
        AssertParametersAlone(made.Model, made.Fold);
    }

    /// <summary>A change of a model makes and frees as many tensors as the model has parameters more or fewer.</summary>
    private static void AssertParametersAlone(nn.Module model, Action change)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (tensors, parameters) = (DisposeScopeManager.Statistics.ThreadTotalLiveCount, model.parameters().Count());
        change();
        Assert.Equal(model.parameters().Count() - parameters, DisposeScopeManager.Statistics.ThreadTotalLiveCount - tensors);
    }

    private static SmallGpt Model(bool tied) => new(11, 9, 12, heads: 3, depth: 2, tied);
}
