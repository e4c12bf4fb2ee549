using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>What every layer does with input that does not fit: an error that names the argument, before anything changes, or a result that is documented.</summary>
public class BadInputTests
{
    private static Tensor Images => ones(2, 6, 4, 4);

    public static TheoryData<string> Layers() => [.. LayerCatalogue.All.Keys];

    public static TheoryData<string> Sized() => [.. LayerCatalogue.All.Where(layer => layer.Value.Features >= 0).Select(layer => layer.Key)];

    public static TheoryData<string> Typed() => [.. LayerCatalogue.All.Where(layer => !layer.Value.IsUntyped).Select(layer => layer.Key)];

    public static TheoryData<string> Masks() => [.. MaskCalls.Keys];

    public static TheoryData<string> Constructions() => [.. ConstructionCalls.Keys];

    public static TheoryData<string> Stopping() => [.. LayerCatalogue.All.Where(layer => layer.Value.BatchOfOne is not null).Select(layer => layer.Key)];

    [Theory]
    [MemberData(nameof(Sized))]
    public void Another_number_of_features_is_refused_with_both_shapes(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        long[] shape = [.. entry.Shape];
        shape[entry.Features]++;
        var error = Refused(layer, () => entry.Call(layer, randn(shape)));
        Assert.Equal("input", error.ParamName);
        Assert.Contains($"{shape[entry.Features]}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{entry.Shape[entry.Features]}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Too_few_dimensions_are_refused(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        Refused(layer, () => entry.Call(layer, tensor(1f)));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Integers_are_refused_by_their_type(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        Assert.Contains("Int64", Refused(layer, () => entry.Call(layer, ones(entry.Shape, ScalarType.Int64))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Typed))]
    public void Another_floating_point_type_is_refused_with_both_types(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        var message = Refused(layer, () => entry.Call(layer, randn(entry.Shape, ScalarType.Float64))).Message;
        Assert.Contains("Float64", message, StringComparison.Ordinal);
        Assert.Contains("Float32", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sized))]
    public void Null_is_refused_by_name(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        if (name.StartsWith("RegionNormB", StringComparison.Ordinal)) Assert.Equal("input", Assert.Throws<ArgumentNullException>(() => ((RegionNormB)layer).forward(null!, Images)).ParamName);
        else Assert.Equal("input", Assert.Throws<ArgumentNullException>(() => entry.Call(layer, null!)).ParamName);
    }

    [Theory]
    [MemberData(nameof(Stopping))]
    public void Statistics_of_one_value_are_refused_in_training_and_change_nothing(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        var error = Refused(layer, () => entry.Call(layer, randn(entry.BatchOfOne!)));
        Assert.Contains($"[{string.Join(", ", entry.BatchOfOne!)}]", error.Message, StringComparison.Ordinal);
        if (name is "AdaIN" or "FusedInstanceNorm2d") return;
        layer.eval();
        Assert.True(entry.Call(layer, randn(entry.BatchOfOne!)).isfinite().all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Evaluation_before_any_training_step_is_finite_and_changes_nothing(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        layer.eval();
        var before = State(layer);
        Assert.True(entry.Call(layer, randn(entry.Shape)).isfinite().all().item<bool>());
        Same(before, layer);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_batch_without_samples_gives_a_result_without_samples_or_a_named_error(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        long[] shape = [.. entry.Shape];
        shape[0] = 0;
        layer.eval();
        Assert.Equal(0, entry.Call(layer, randn(shape)).numel());
        layer.train();
        if (name is "UnifiedNorm" or "PowerNorm" or "AdaB2N2d") Refused(layer, () => entry.Call(layer, randn(shape)));
        else Assert.Equal(0, entry.Call(layer, randn(shape)).numel());
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Squares_beyond_float16_do_not_overflow(string name)
    {
        using var scope = NewDisposeScope();
        var (layer, entry) = Made(name);
        var x = randn(entry.Shape) * 1000;
        if (name is "LinearZeroMeanOutput" || name.StartsWith("LayerNorm", StringComparison.Ordinal)) layer.to(ScalarType.Float16);
        var half = x.to(ScalarType.Float16).requires_grad_();
        var y = entry.Call(layer, half);
        Assert.Equal(ScalarType.Float16, y.dtype);
        Assert.True(y.isfinite().all().item<bool>(), "result");
        y.sum().backward();
        Assert.True(half.grad!.isfinite().all().item<bool>(), "gradient");
        foreach (var (key, value) in layer.state_dict()) Assert.True(value.isfinite().all().item<bool>(), key);
    }

    private static Dictionary<string, (Func<Tensor> Call, string Argument)> MaskCalls => new()
    {
        ["pad mask of floats"] = (() => Unified().forward(randn(2, 5, 6), zeros(2, 5)), "pad_mask"),
        ["pad mask of another length"] = (() => Unified().forward(randn(2, 5, 6), zeros([2, 4], ScalarType.Bool)), "pad_mask"),
        ["pad mask the other way round"] = (() => Power().forward(randn(2, 5, 6), zeros([5, 2], ScalarType.Bool)), "pad_mask"),
        ["pad mask without a layout"] = (() => torch.nn.PowerNorm(6).forward(randn(2, 5, 6), zeros([2, 5], ScalarType.Bool)), "pad_mask"),
        ["pad mask of rows"] = (() => Power().forward(randn(5, 6), zeros([5], ScalarType.Bool)), "input"),
        ["pad mask of everything"] = (() => Unified().forward(randn(2, 5, 6), ones([2, 5], ScalarType.Bool)), "input"),
        ["region mask of integers"] = (() => torch.nn.RegionNormB(6).call(Images, ones([2, 1, 4, 4], ScalarType.Int64)), "mask"),
        ["region mask of three dimensions"] = (() => torch.nn.RegionNormB(6).call(Images, ones(2, 4, 4)), "mask"),
        ["region mask of two channels"] = (() => torch.nn.RegionNormB(6).call(Images, ones(2, 2, 4, 4)), "mask"),
        ["region mask of another batch"] = (() => torch.nn.RegionNormB(6).call(Images, ones(1, 1, 4, 4)), "mask"),
        ["region mask without pixels"] = (() => torch.nn.RegionNormB(6).call(Images, ones(2, 1, 0, 4)), "mask"),
        ["region mask of null"] = (() => torch.nn.RegionNormB(6).call(Images, null!), "mask"),
        ["functional region mask"] = (() => torch.nn.functional.region_norm(Images, ones(2, 4)), "mask"),
        ["pyramid of another batch"] = (() => new MaskPyramid(ones(1, 1, 4, 4)).For(Images), "features"),
        ["cell mask of two dimensions"] = (() => torch.nn.LayerNormGRUCell(6, 4).Step(randn(3, 6), mask: ones(3, 1)), "mask"),
        ["cell mask of another batch"] = (() => torch.nn.LayerNormRNNCell(6, 4).Step(randn(3, 6), mask: ones(2)), "mask"),
        ["cell state of another size"] = (() => torch.nn.LayerNormRNNCell(6, 4).Step(randn(3, 6), randn(3, 5)), "state"),
        ["LSTM state of another batch"] = (() => torch.nn.LayerNormLSTMCell(6, 4).Step(randn(3, 6), (randn(3, 4), randn(2, 4))).H, "state"),
        ["keep mask of another shape"] = (() => AlphaDropoutMap.For(0.1).Apply(Images, ones(2, 5)), "keep"),
        ["foveated masks of two dimensions"] = (() => new FoveatedRegions(ones(4, 4)).Mix(Images, Images, ones(1)), "masks"),
        ["foveated masks of integers"] = (() => new FoveatedRegions(ones([1, 4, 4], ScalarType.Int64)).Mix(Images, Images, ones(1)), "masks"),
        ["foveated masks of another grid"] = (() => new FoveatedRegions(ones(1, 5, 4)).Mix(Images, Images, ones(1)), "content"),
        ["tasks of another batch"] = (() => Continual(2).call(Images.repeat(2, 1, 1, 1)), "input"),
        ["tasks that are floats"] = (() => Continual(0).call(Images), "task_ids"),
        ["style of other channels"] = (() => torch.nn.AdaIN().call(Images, ones(2, 5, 4, 4)), "style"),
    };

    [Theory]
    [MemberData(nameof(Masks))]
    public void Masks_and_other_companions_that_do_not_fit_are_refused_by_name(string what)
    {
        using var scope = NewDisposeScope();
        var (call, argument) = MaskCalls[what];
        Assert.Equal(argument, Assert.ThrowsAny<ArgumentException>(call).ParamName);
    }

    private static Dictionary<string, (Func<nn.Module> Call, string Argument)> ConstructionCalls => new()
    {
        ["groups that do not divide"] = (() => torch.nn.FusedGroupNorm(4, 6), "num_groups"),
        ["no groups"] = (() => torch.nn.FusedGroupNorm(0, 6), "num_groups"),
        ["PowerNorm's groups that do not divide"] = (() => torch.nn.PowerNorm(6, groups: 4), "groups"),
        ["EvoNorm without groups"] = (() => torch.nn.EvoNorm2dS0(6, groups: 0), "groups"),
        ["no features"] = (() => torch.nn.UnifiedNorm(0), "num_features"),
        ["no channels"] = (() => torch.nn.FusedBatchNorm2d(0), "num_features"),
        ["no window"] = (() => torch.nn.UnifiedNorm(6, window_size: 0), "window_size"),
        ["negative warm-up"] = (() => torch.nn.PowerNorm(6, warmup_iters: -1), "warmup_iters"),
        ["momentum above one"] = (() => torch.nn.FusedBatchNorm2d(6, momentum: 1.5), "momentum"),
        ["no tasks"] = (() => torch.nn.AdaB2N2d(6, 0), "num_tasks"),
        ["kappa above one"] = (() => torch.nn.AdaB2N2d(6, 2, kappa: 2), "kappa"),
        ["threshold above one"] = (() => torch.nn.RegionNormL(6, threshold: 1.5), "threshold"),
        ["kernel of four"] = (() => torch.nn.RegionNormL(6, kernelSize: 4), "kernelSize"),
        ["dropout of everything"] = (() => torch.nn.FusedAlphaDropout(1), "p"),
        ["no hidden units"] = (() => torch.nn.LayerNormGRUCell(6, 0), "hidden_size"),
        ["one bit"] = (() => torch.nn.FullyQuantized(torch.nn.L1LayerNorm(6), activationBits: 0), "activationBits"),
    };

    [Theory]
    [MemberData(nameof(Constructions))]
    public void Arguments_of_constructors_are_refused_by_name(string what)
    {
        using var scope = NewDisposeScope();
        var (make, argument) = ConstructionCalls[what];
        Assert.Equal(argument, Assert.ThrowsAny<ArgumentException>(make).ParamName);
    }

    [Fact]
    public void EvoNorms_groups_become_fewer_until_they_divide()
    {
        using var norm = torch.nn.EvoNorm2dS0(6, groups: 4);
        Assert.Equal(3, norm.groups);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void An_empty_region_leaves_the_other_normalized_and_all_finite(float everywhere, bool perSample)
    {
        using var scope = NewDisposeScope();
        var (norm, x) = (torch.nn.RegionNormB(6, perSample: perSample), randn(2, 6, 4, 4).requires_grad_());
        var y = norm.call(x, full([2, 1, 4, 4], everywhere));
        var expected = perSample ? torch.nn.functional.instance_norm(x) : torch.nn.functional.batch_norm(x, zeros(6), ones(6), training: true);
        Compared.Same(expected, y, ScalarType.Float32, "the one region there is");
        (y * randn_like(y)).sum().backward();
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    private static UnifiedNorm Unified() => torch.nn.UnifiedNorm(6, batch_first: true);

    private static PowerNorm Power() => torch.nn.PowerNorm(6, batch_first: true);

    private static AdaB2N2d Continual(int samples)
    {
        var norm = torch.nn.AdaB2N2d(6, 2);
        norm.SetTaskCounts(samples == 0 ? zeros(2) : zeros(samples, ScalarType.Int64));
        return norm;
    }

    private static (nn.Module Layer, CatalogueLayer Entry) Made(string name)
    {
        random.manual_seed(1);
        var entry = LayerCatalogue.All[name];
        return (entry.Make(null), entry);
    }

    /// <summary>The error of a call, which must leave the layer as it was.</summary>
    private static ArgumentException Refused(nn.Module layer, Func<Tensor> call)
    {
        var before = State(layer);
        var error = Assert.ThrowsAny<ArgumentException>(call);
        Same(before, layer);
        return error;
    }

    private static Dictionary<string, Tensor> State(nn.Module layer) => layer.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());

    private static void Same(Dictionary<string, Tensor> before, nn.Module layer)
    {
        foreach (var (key, value) in layer.state_dict()) Assert.True(value.eq(before[key]).all().item<bool>(), key);
    }
}
