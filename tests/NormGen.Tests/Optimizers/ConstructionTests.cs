using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>What optimizers can be built over, and what they refuse.</summary>
public class ConstructionTests
{
    public static TheoryData<string> Kinds => Trained.Kinds;

    [Fact]
    public void Over_a_model_SCALE_has_one_group_a_role()
    {
        using var model = new Trained();
        using var optimizer = torch.optim.SCALE(model);
        var roles = optimizer.ParamGroups.Cast<SCALE.ParamGroup>().ToDictionary(group => group.Options.role!.Value, group => group.Parameters.Count());
        Assert.Equal(6, roles.Count);
        Assert.Equal((1, 1, 1, 1, 5, 1), (roles[ParameterRole.Embedding], roles[ParameterRole.Convolution], roles[ParameterRole.Matrix], roles[ParameterRole.Head], roles[ParameterRole.Vector], roles[ParameterRole.Scalar]));
        Assert.Equal(model.parameters().Count(), optimizer.parameters().Count());
    }

    [Fact]
    public void Over_named_and_unnamed_parameters_shapes_decide_the_roles()
    {
        using var model = new Trained();
        using var named = torch.optim.SCALE(model.named_parameters());
        using var unnamed = torch.optim.SCALE(model.parameters());
        foreach (var optimizer in new[] { named, unnamed })
        {
            var roles = optimizer.state_dict().State.Cast<SCALE.State>().CountBy(state => state.Role).ToDictionary();
            Assert.Equal((1, 3, 6), (roles[ParameterRole.Convolution], roles[ParameterRole.Matrix], roles[ParameterRole.Vector]));
            Assert.Single(optimizer.ParamGroups);
        }
    }

    [Fact]
    public void Over_roles_given_by_the_caller_there_is_one_group_a_role_in_order_of_appearance()
    {
        Parameter[] p = [new(ones(2, 2)), new(ones(3)), new(ones(2, 2)), new(ones(5))];
        using var scale = torch.optim.SCALE([(ParameterRole.Head, "a", p[0]), (ParameterRole.Vector, "b", p[1]), (ParameterRole.Head, "c", p[2]), (ParameterRole.Scalar, "d", new Parameter(tensor(1f)))]);
        Assert.Equal([ParameterRole.Head, ParameterRole.Vector, ParameterRole.Scalar], scale.ParamGroups.Cast<SCALE.ParamGroup>().Select(group => group.Options.role!.Value));
        Assert.Equal([p[0], p[2]], scale.ParamGroups.Cast<SCALE.ParamGroup>().First().Parameters);
        using var adam = torch.optim.AdamW([(ParameterRole.Head, "a", p[0]), (ParameterRole.Vector, "b", p[1])], weight_decay: 0.5, fused: true);
        Assert.All(adam.ParamGroups.Cast<FusedAdamW.ParamGroup>(), group => Assert.Equal(0.5, group.Options.weight_decay));
    }

    [Fact]
    public void Defaults_are_those_of_the_papers_code_and_of_PyTorch()
    {
        using var scale = torch.optim.SCALE([new Parameter(ones(2))]);
        var s = Assert.Single(scale.ParamGroups.Cast<SCALE.ParamGroup>()).Options;
        Assert.Equal((1e-4, 0.9, 0.0, null, 0.9, 0.999, 1e-8, false), (s.LearningRate, s.momentum, s.weight_decay, s.adam_lr, s.beta1, s.beta2, s.eps, s.maximize));
        using var adam = torch.optim.AdamW([new Parameter(ones(2))], fused: true);
        var a = Assert.Single(adam.ParamGroups.Cast<FusedAdamW.ParamGroup>()).Options;
        Assert.Equal((1e-3, 0.9, 0.999, 1e-8, 1e-2, false, false), (a.LearningRate, a.beta1, a.beta2, a.eps, a.weight_decay, a.amsgrad, a.maximize));
    }

    [Fact]
    public void TorchSharps_own_AdamW_stays_where_fused_is_not_asked_for()
    {
        Parameter[] parameters = [new(ones(2))];
        Assert.IsType<AdamW>(torch.optim.AdamW(parameters));
        Assert.IsType<FusedAdamW>(torch.optim.AdamW(parameters, fused: true));
        Assert.Equal("fused", Assert.Throws<ArgumentException>(() => torch.optim.AdamW(parameters, fused: false)).ParamName);
    }

    [Fact]
    public void Groups_keep_their_own_options_and_take_the_rest_from_the_optimizer()
    {
        using var optimizer = torch.optim.SCALE([new SCALE.ParamGroup([new Parameter(ones(2, 2))], lr: 0.5), new SCALE.ParamGroup([new Parameter(ones(3))], beta1: 0.5, maximize: true)], lr: 0.1, momentum: 0.7, weight_decay: 0.2);
        var groups = optimizer.ParamGroups.Cast<SCALE.ParamGroup>().Select(group => group.Options).ToArray();
        Assert.Equal((0.5, 0.5, 0.7, 0.2, 0.9, false), (groups[0].LearningRate, groups[0].InitialLearningRate, groups[0].momentum, groups[0].weight_decay, groups[0].beta1, groups[0].maximize));
        Assert.Equal((0.1, 0.1, 0.7, 0.2, 0.5, true), (groups[1].LearningRate, groups[1].InitialLearningRate, groups[1].momentum, groups[1].weight_decay, groups[1].beta1, groups[1].maximize));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tied_parameters_of_a_model_are_taken_once_and_the_embedding_wins(string kind)
    {
        using var model = new Tied();
        using var optimizer = Trained.Optimizer(kind, model);
        Assert.Single(optimizer.parameters());
        Assert.Equal((ParameterRole.Embedding, "table.weight"), ParameterRoles.FromModel(model).Select(item => (item.role, item.name)).Single());
        var problem = Assert.Throws<ArgumentException>(() => Trained.Optimizer(kind, model.parameters()));
        Assert.Contains("Parameter 1 of group 0", problem.Message);
        Assert.Contains("shares its memory", problem.Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_to_optimize_is_refused(string kind)
    {
        Assert.Contains("no parameters", Assert.Throws<ArgumentException>(() => Trained.Optimizer(kind, Array.Empty<Parameter>())).Message);
        Assert.Contains("RegisterComponents", Assert.Throws<ArgumentException>(() => torch.optim.SCALE(nn.ReLU())).Message);
        Assert.Throws<ArgumentException>(() => torch.optim.AdamW(nn.ReLU(), fused: true));
        Assert.Throws<ArgumentException>(() => torch.optim.SCALE(Array.Empty<SCALE.ParamGroup>()));
    }

    [Fact]
    public void Null_is_refused_by_name()
    {
        Assert.Equal("model", Assert.Throws<ArgumentNullException>(() => torch.optim.SCALE((nn.Module)null!)).ParamName);
        Assert.Equal("model", Assert.Throws<ArgumentNullException>(() => torch.optim.AdamW((nn.Module)null!, fused: true)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.optim.SCALE((IEnumerable<Parameter>)null!)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.optim.AdamW((IEnumerable<Parameter>)null!, fused: true)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.optim.SCALE((IEnumerable<(string, Parameter)>)null!)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.optim.AdamW((IEnumerable<(string, Parameter)>)null!, fused: true)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.optim.SCALE((IEnumerable<(ParameterRole, string, Parameter)>)null!)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.optim.AdamW((IEnumerable<(ParameterRole, string, Parameter)>)null!, fused: true)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.optim.SCALE((IEnumerable<SCALE.ParamGroup>)null!)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.optim.AdamW((IEnumerable<FusedAdamW.ParamGroup>)null!, fused: true)).ParamName);
        Assert.Throws<ArgumentNullException>(() => torch.optim.SCALE([(SCALE.ParamGroup)null!]));
        Assert.Contains("Parameter 1 of group 0 is null", Assert.Throws<ArgumentException>(() => torch.optim.SCALE([new Parameter(ones(1)), null!])).Message);
        Assert.Contains("Parameter 'b' is null", Assert.Throws<ArgumentException>(() => torch.optim.AdamW([("a", new Parameter(ones(1))), ("b", null!)], fused: true)).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parameters_that_cannot_be_trained_are_refused_by_name(string kind)
    {
        Parameter[] wrong = [new(ones(2)), new(ones([2], ScalarType.Int64), requires_grad: false)];
        var problem = Assert.Throws<ArgumentException>(() => Trained.Optimizer(kind, wrong));
        Assert.Contains("Parameter 1 of group 0", problem.Message);
        Assert.Contains("Int64", problem.Message);
        wrong[1].Dispose();
        Assert.Contains("Parameter 1 of group 0 is disposed", Assert.Throws<ArgumentException>(() => Trained.Optimizer(kind, wrong)).Message);
    }

    [Fact]
    public void A_parameter_is_taken_once_in_a_group_and_across_groups()
    {
        var p = new Parameter(ones(2, 2));
        Assert.Contains("Parameter 1 of group 0 is already", Assert.Throws<ArgumentException>(() => torch.optim.SCALE([p, p])).Message);
        Assert.Contains("Parameter 'again' is already", Assert.Throws<ArgumentException>(() => torch.optim.AdamW([("once", p), ("again", p)], fused: true)).Message);
        SCALE.ParamGroup first = new([p]), second = new([new Parameter(ones(2)), p], lr: 0.5);
        Assert.Contains("Parameter 1 of group 1 is already", Assert.Throws<ArgumentException>(() => torch.optim.SCALE([first, second])).Message);
        Assert.Throws<ArgumentException>(() => torch.optim.SCALE([first, first]));

        // The groups are as they were, so they can be used for another optimizer, but not for two.
        Assert.Null(first.Options.momentum);
        Assert.Null(first.Options.LearningRate);
        using var optimizer = torch.optim.SCALE([first], momentum: 0.3);
        Assert.Equal(0.3, first.Options.momentum);
        Assert.Contains("Group 0 is already in an optimizer", Assert.Throws<ArgumentException>(() => torch.optim.SCALE([first])).Message);
    }

    [Fact]
    public void A_role_must_fit_the_shape()
    {
        Parameter vector = new(ones(3)), matrix = new(ones(2, 3));
        foreach (var role in new[] { ParameterRole.Matrix, ParameterRole.Embedding, ParameterRole.Head, ParameterRole.Convolution, ParameterRole.Scalar })
        {
            var problem = Assert.Throws<ArgumentException>(() => torch.optim.SCALE([(role, "gain", vector)]));
            Assert.Contains("'gain' has shape [3]", problem.Message);
            Assert.Contains(role.ToString(), problem.Message);
        }

        Assert.Throws<ArgumentException>(() => torch.optim.SCALE([(ParameterRole.Convolution, "w", matrix)]));
        Assert.Contains("99", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.SCALE([((ParameterRole)99, "w", matrix)])).Message);
    }

    [Fact]
    public void Groups_of_another_optimizer_are_refused_by_type()
    {
        using var optimizer = torch.optim.SCALE([new Parameter(ones(2))]);
        var problem = Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new FusedAdamW.ParamGroup([new Parameter(ones(2))]))).Message;
        Assert.Contains("SCALE.ParamGroup", problem);
        Assert.Contains("FusedAdamW", problem);
        Assert.Throws<ArgumentNullException>(() => optimizer.add_param_group(null!));
        Assert.Single(optimizer.ParamGroups);
    }

    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Linear head = nn.Linear(3, 5, hasBias: false);
        private readonly Embedding table = nn.Embedding(5, 3);

        public Tied() : base(nameof(Tied))
        {
            head.weight = table.weight!;
            register_module("table", table);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => head.call(table.call(x));
    }
}
