using NormGen.Modules;
using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Conversion;

/// <summary>Generated conversions at work: the function stays, checkpoints of the Pre-LN model load, and training follows the Pre-LN model.</summary>
public class ConversionTests
{
    private static readonly (long Vocabulary, long Context, long Width) Size = (11, 9, 12);

    [Theory]
    [InlineData(ScalarType.Float64, false, 1e-12)]
    [InlineData(ScalarType.Float64, true, 1e-12)]
    [InlineData(ScalarType.Float32, false, 1e-5)]
    [InlineData(ScalarType.Float32, true, 1e-5)]
    public void The_function_stays_the_same_in_both_forms_and_on_the_way_from_one_to_the_other(ScalarType type, bool tied, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (rms, crms, twice, tokens) = (Model(1, type, tied), Model(1, type, tied), Model(1, type, tied), Tokens());
        var expected = rms.call(tokens);
        rms.ConvertToPreRMSNorm();
        crms.ConvertToPreCRMSNorm();
        twice.ConvertToPreRMSNorm();
        twice.ConvertToPreCRMSNorm();
        foreach (var converted in new[] { rms, crms, twice }) AssertSame(expected, converted.call(tokens), tolerance);
        Assert.Equal(LayerNormForm.RootMeanSquare, rms.FinalNorm.Form);
        Assert.Equal((LayerNormForm.Compressed, Size.Width - 1), (crms.FinalNorm.Form, crms.FinalNorm.normalized_shape[0]));
        Assert.Equal([Size.Vocabulary, Size.Width - 1], crms.Table.weight!.shape);
        Assert.DoesNotContain(rms.state_dict().Keys, key => key.Contains("norm", StringComparison.Ordinal));
        Assert.Contains("blocks.0.attention.qkv.bias", rms.state_dict().Keys);
    }

    [Theory]
    [InlineData(ScalarType.Float64, false, 1e-12)]
    [InlineData(ScalarType.Float64, true, 1e-12)]
    [InlineData(ScalarType.Float32, true, 1e-5)]
    public void Gains_and_constants_on_branches_and_a_convolution_that_writes_the_stream_are_taken_along(ScalarType type, bool compresses, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        manual_seed(10);
        var model = new ScaledNet(8);
        foreach (var (name, parameter) in model.named_parameters()) parameter.add_(randn(parameter.shape) * 0.3);
        model.to(type);
        model.eval();
        var images = randn([2, 3, 4, 6], type);
        var expected = model.call(images);
        if (compresses) model.ConvertToPreCRMSNorm();
        else model.ConvertToPreRMSNorm();
        AssertSame(expected, model.call(images), tolerance);
    }

    [Fact]
    public void Without_folding_norms_keep_gain_and_offset_and_the_function_stays_the_same()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (model, tokens) = (Model(2, ScalarType.Float64, tied: true), Tokens());
        var (expected, keys) = (model.call(tokens), model.state_dict().Keys.ToList());
        model.ConvertToPreRMSNorm(fold: false);
        AssertSame(expected, model.call(tokens), 1e-12);
        Assert.Equal(keys, model.state_dict().Keys);
        Assert.Equal(LayerNormForm.RootMeanSquare, model.FinalNorm.Form);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_checkpoint_of_the_PreLN_model_loads_into_the_converted_one_in_one_call(bool compresses)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (trained, converted, tokens, file) = (Model(3, ScalarType.Float32, tied: false), Model(4, ScalarType.Float32, tied: false), Tokens(), Path.GetTempFileName());
        try
        {
            trained.save(file);
            if (compresses) converted.ConvertToPreCRMSNorm();
            else converted.ConvertToPreRMSNorm();
            converted.LoadPreLN(file);
            AssertSame(trained.call(tokens), converted.call(tokens), 1e-5);
            Assert.Equal(compresses ? LayerNormForm.Compressed : LayerNormForm.RootMeanSquare, converted.FinalNorm.Form);

            var before = converted.call(tokens);
            Assert.Throws<InvalidDataException>(() => converted.LoadPreLN(() => throw new InvalidDataException("cut off")));
            AssertSame(before, converted.call(tokens), 0);
            Assert.Contains("converted already", Assert.Throws<InvalidOperationException>(() => { if (compresses) converted.ConvertToPreCRMSNorm(); else converted.ConvertToPreRMSNorm(); }).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Weights_of_a_converted_model_load_into_another_converted_model()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (one, other, tokens) = (Model(5, ScalarType.Float32, tied: false), Model(6, ScalarType.Float32, tied: false), Tokens());
        one.ConvertToPreCRMSNorm();
        other.ConvertToPreCRMSNorm();
        other.load_state_dict(one.state_dict());
        AssertSame(one.call(tokens), other.call(tokens), 0);
    }

    public static TheoryData<string> Rules => ["sgd", "adamw", "lion", "muon", "torch"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void With_recentring_the_converted_model_learns_what_the_PreLN_model_does(string rule)
    {
        using var scope = NewDisposeScope();
        var (plain, converted, tokens) = (Model(7, ScalarType.Float64, tied: false), Model(7, ScalarType.Float64, tied: false), Tokens());
        converted.ConvertToPreRMSNorm(fold: false);
        using var expected = Optimizer(rule, plain);
        using var optimizer = converted.WithRecentring(Optimizer(rule, converted));
        for (var step = 0; step < 6; step++)
        {
            using var inner = NewDisposeScope();
            foreach (var (model, by) in new (SmallGpt, OptimizerHelper)[] { (plain, expected), (converted, optimizer) })
            {
                by.zero_grad();
                nn.functional.cross_entropy(model.call(tokens).flatten(0, 1), tokens.flatten()).backward();
                by.step();
            }
        }

        using var noGradients = no_grad();
        AssertSame(plain.call(tokens), converted.call(tokens), 1e-9);
        Assert.True(converted.Table.weight!.mean([-1L]).abs().max().item<double>() < 1e-14);
    }

    [Fact]
    public void Without_recentring_it_learns_something_else()
    {
        using var scope = NewDisposeScope();
        var (plain, converted, tokens) = (Model(7, ScalarType.Float64, tied: false), Model(7, ScalarType.Float64, tied: false), Tokens());
        converted.ConvertToPreRMSNorm(fold: false);
        foreach (var model in new[] { plain, converted })
        {
            using var optimizer = Optimizer("adamw", model);
            for (var step = 0; step < 6; step++)
            {
                optimizer.zero_grad();
                nn.functional.cross_entropy(model.call(tokens).flatten(0, 1), tokens.flatten()).backward();
                optimizer.step();
            }
        }

        Assert.True((plain.call(tokens) - converted.call(tokens)).abs().max().item<double>() > 1e-3);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var (model, tokens) = (Model(8, ScalarType.Float32, tied: false), Tokens());
        var before = model.call(tokens);
        Assert.Contains("not converted", Assert.Throws<InvalidOperationException>(() => model.LoadPreLN(() => { })).Message, StringComparison.Ordinal);
        Assert.Contains("ConvertToPreRMSNorm", Assert.Throws<InvalidOperationException>(() => model.WithRecentring(torch.optim.SGD(model.parameters(), 0.1))).Message, StringComparison.Ordinal);
        AssertSame(before, model.call(tokens), 0);
        model.ConvertToPreRMSNorm();
        Assert.Contains("AdamP", Assert.Throws<ArgumentException>("inner", () => model.WithRecentring(torch.optim.AdamP(model))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("parameters", () => model.WithRecentring(torch.optim.SGD(model.Head.parameters(), 0.1)));
        model.ConvertToPreCRMSNorm();
        Assert.Contains("inference", Assert.Throws<InvalidOperationException>(() => model.WithRecentring(torch.optim.SGD(model.parameters(), 0.1))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => model.ConvertToPreRMSNorm());
    }

    [Fact]
    public void A_tied_head_gets_a_weight_of_its_own_where_it_must()
    {
        using var scope = NewDisposeScope();
        var model = Model(9, ScalarType.Float32, tied: true);
        model.ConvertToPreRMSNorm();
        using var noGradients = no_grad();
        model.Head.weight!.fill_(0);
        Assert.True(model.Table.weight!.abs().max().item<float>() > 0.1f);
    }

    private static OptimizerHelper Optimizer(string rule, SmallGpt model) => rule switch
    {
        "sgd" => torch.optim.SGD(model, 0.1, momentum: 0.9, weight_decay: 0.01, fused: true),
        "adamw" => torch.optim.AdamW(model, 0.01, weight_decay: 0.1, fused: true),
        "lion" => torch.optim.Lion(model, 0.003, weight_decay: 0.1),
        "muon" => torch.optim.Muon(model, 0.01),
#pragma warning disable NG3015 // All decays here, so that decay of what is recentred is tested too.
        _ => torch.optim.AdamW(model.parameters(), 0.01, weight_decay: 0.1),
#pragma warning restore NG3015
    };

    /// <summary>A model whose norms and gains are not what they begin as.</summary>
    private static SmallGpt Model(long seed, ScalarType type, bool tied)
    {
        manual_seed(seed);
        using var noGradients = no_grad();
        var model = new SmallGpt(Size.Vocabulary, Size.Context, Size.Width, heads: 3, depth: 2, tied);
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name.Contains("norm", StringComparison.Ordinal)) parameter.add_(randn(parameter.shape) * 0.3);
        }

        model.to(type);
        if (tied) model.Head.weight = model.Table.weight!;
        return model;
    }

    private static Tensor Tokens() => arange(2 * 7).remainder(Size.Vocabulary).view(2, 7);

    private static void AssertSame(Tensor expected, Tensor actual, double tolerance)
    {
        var error = ((expected - actual).abs().max() / expected.abs().max()).to(ScalarType.Float64).item<double>();
        Assert.True(error <= tolerance, $"off by {error:E2} of the largest, {tolerance:E1} allowed");
    }
}
