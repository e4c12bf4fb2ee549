using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers.Generated;

/// <summary>Generated <c>CreateOptimizer</c> methods at work.</summary>
public class CreateOptimizerTests
{
    [Fact]
    public void SCALE_has_every_parameter_in_its_role_and_trains()
    {
        manual_seed(3);
        using var model = new ScaledModel();
        using var optimizer = model.CreateOptimizer(lr: 1e-2, momentum: 0.8, weight_decay: 0.01, adam_lr: 2e-2, beta1: 0.85, beta2: 0.99, eps: 1e-7);
        var groups = optimizer.ParamGroups.Cast<SCALE.ParamGroup>().ToDictionary(group => group.Options.role!.Value);
        Assert.Equal((1, 1, 2, 1, 3, 1), (Count(ParameterRole.Embedding), Count(ParameterRole.Convolution), Count(ParameterRole.Matrix), Count(ParameterRole.Head), Count(ParameterRole.Vector), Count(ParameterRole.Scalar)));
        Assert.All(groups.Values, group => Assert.Equal((1e-2, 0.8, 0.01, 2e-2, 0.85, 0.99, 1e-7, false), (group.LearningRate, group.Options.momentum, group.Options.weight_decay, group.Options.adam_lr, group.Options.beta1, group.Options.beta2, group.Options.eps, group.Options.maximize)));
        var first = Trained.Run(model, optimizer, 0, 1);
        Assert.True(Trained.Run(model, optimizer, 1, 30) < first / 2);

        int Count(ParameterRole role) => groups[role].Parameters.Count();
    }

    [Fact]
    public void AdamW_decays_matrices_and_not_vectors_and_trains()
    {
        manual_seed(4);
        using var model = new DecayedModel();
        using var optimizer = model.CreateOptimizer(lr: 1e-2, weight_decay: 0.3);
        foreach (var group in optimizer.ParamGroups.Cast<FusedAdamW.ParamGroup>())
            Assert.Equal(group.Options.role is ParameterRole.Vector ? 0 : 0.3, group.Options.weight_decay);

        // With gradients of zero only the decay is left.
        var before = model.named_parameters().ToDictionary(item => item.name, item => Trained.Numbers([item.parameter]));
        foreach (var (_, parameter) in model.named_parameters()) parameter.grad = zeros_like(parameter);
        optimizer.step();
        foreach (var (name, parameter) in model.named_parameters())
            Assert.All(before[name].Zip(Trained.Numbers([parameter])), pair => Assert.Equal(pair.First * (parameter.ndim == 2 ? 1 - 1e-2 * 0.3 : 1), pair.Second, 1e-6));

        var first = Trained.Run(model, optimizer, 0, 1);
        Assert.True(Trained.Run(model, optimizer, 1, 40) < first / 2);
        using var decayed = model.CreateOptimizer(vector_weight_decay: 0.2, amsgrad: true, maximize: true);
        Assert.All(decayed.ParamGroups.Cast<FusedAdamW.ParamGroup>(), group => Assert.Equal((group.Options.role is ParameterRole.Vector ? 0.2 : 1e-2, true, true), (group.Options.weight_decay, group.Options.amsgrad, group.Options.maximize)));
    }

    [Fact]
    public void AdamP_projects_what_the_data_flow_proves_or_tests_every_weight_and_trains()
    {
        manual_seed(6);
        using var model = new ProjectedModel();
        using AdamP optimizer = model.CreateOptimizer(lr: 2e-2, weight_decay: 0.01, wd_ratio: 0.2);
        var groups = optimizer.ParamGroups.Cast<AdamP.ParamGroup>().SelectMany(group => group.Parameters.Select(parameter => (parameter, group.Options))).ToDictionary(item => item.parameter.Handle, item => item.Options);
        var found = model.named_parameters().ToDictionary(item => item.name, item => (groups[item.parameter.Handle].scale_group, groups[item.parameter.Handle].block_rows));
        Assert.Equal((ScaleGroup.Block, 3), found["blocks.weight"]);
        Assert.Equal((ScaleGroup.Layer, 0), found["whole.weight"]);
        Assert.Equal((ScaleGroup.Layer, 0), found["biased.weight"]);
        Assert.True(groups[model.get_parameter("biased.bias")!.Handle].with_bias);
        Assert.Same(groups[model.get_parameter("biased.weight")!.Handle], groups[model.get_parameter("biased.bias")!.Handle]);
        Assert.All(new[] { "head.weight", "table.weight", "norm.weight", "head.bias" }, name => Assert.Equal((ScaleGroup.None, 0), found[name]));
        Assert.All(optimizer.ParamGroups.Cast<AdamP.ParamGroup>(), group => Assert.Equal((2e-2, 0.01, 0.2), (group.LearningRate, group.Options.weight_decay, group.Options.wd_ratio)));
        var first = Trained.Run(model, optimizer, 0, 1);
        Assert.InRange(Trained.Run(model, optimizer, 1, 120), 0, first / 2);

        using var tested = model.CreateOptimizer(invariance: InvarianceMode.Runtime);
        Assert.All(tested.ParamGroups.Cast<AdamP.ParamGroup>(), group => Assert.Equal((ScaleGroup.Tested, 0), (group.Options.scale_group, group.Options.block_rows)));
        Assert.Equal("invariance", Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateOptimizer(invariance: (InvarianceMode)5)).ParamName);
    }

    [Fact]
    public void SinkGD_normalizes_matrices_and_trains()
    {
        manual_seed(5);
        using var model = new SunkModel();
        using MNGD optimizer = model.CreateOptimizer(lr: 2e-2, passes: 3, matrix_lr_scale: 0.1, weight_decay: 0.01);
        Assert.All(optimizer.ParamGroups.Cast<MNGD.ParamGroup>(), group => Assert.Equal((2e-2, 3, 0.1, 0.01), (group.LearningRate, group.Options.passes, group.Options.matrix_lr_scale, group.Options.weight_decay)));
        Assert.Equal([ParameterRole.Embedding, ParameterRole.Matrix, ParameterRole.Vector, ParameterRole.Head], optimizer.ParamGroups.Cast<MNGD.ParamGroup>().Select(group => group.Options.role!.Value));
        var first = Trained.Run(model, optimizer, 0, 1);
        Assert.True(Trained.Run(model, optimizer, 1, 40) < first / 2);
    }

    [Fact]
    public void It_gives_bit_for_bit_what_roles_decided_at_run_time_give()
    {
        using ScaledModel generated = new(), byHand = new();
        byHand.load_state_dict(generated.state_dict());
        Assert.Equal("head.weight", ParameterRoles.FromModel(byHand).Single(item => item.role == ParameterRole.Head).name);
        using var own = generated.CreateOptimizer(1e-2);
        using var other = torch.optim.SCALE(byHand, 1e-2);
        Trained.Run(generated, own, 0, 5);
        Trained.Run(byHand, other, 0, 5);
        Assert.Equal(Trained.Numbers(byHand.parameters()), Trained.Numbers(generated.parameters()));
    }

    [Fact]
    public void A_parameter_outside_the_table_is_named()
    {
        using var model = new GrownModel();
        var problem = Assert.Throws<InvalidOperationException>(() => model.CreateOptimizer()).Message;
        Assert.Contains("'extra' [3] is in no row", problem);
        Assert.Contains(nameof(DecayedModel), problem);
    }

    [Fact]
    public void A_missing_parameter_is_named()
    {
        using var model = new ScaledModel();
        model.First.bias = null;
        Assert.Contains("'hidden.0.bias' (Vector) is in the table, but the model has no such parameter", Assert.Throws<InvalidOperationException>(() => model.CreateOptimizer()).Message);
    }

    [Fact]
    public void After_to_it_takes_the_new_parameters()
    {
        using var model = new ScaledModel(depth: 3);
        model.to(ScalarType.Float64);
        using var optimizer = model.CreateOptimizer(1e-2);
        Assert.All(optimizer.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.True(double.IsFinite(Trained.Run(model, optimizer, 0, 2)));
        model.to(ScalarType.Float32);
        Assert.Contains("'", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }

    [Fact]
    public void Wrong_hyperparameters_are_refused_by_name()
    {
        using var scaled = new ScaledModel();
        Assert.Equal("momentum", Assert.Throws<ArgumentOutOfRangeException>(() => scaled.CreateOptimizer(momentum: 1)).ParamName);
        using var decayed = new DecayedModel();
        Assert.Equal("weight_decay", Assert.Throws<ArgumentOutOfRangeException>(() => decayed.CreateOptimizer(vector_weight_decay: -1)).ParamName);
    }
}
