using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Hyperparameters out of range: refused by name and value, in constructors, groups and before a step, with nothing changed.</summary>
public class HyperparameterTests
{
    private static readonly double[] Negative = [-1e-3, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
    private static readonly double[] NoDecay = [-0.1, 1, 1.5, double.NaN, double.PositiveInfinity];

    public static TheoryData<string, double> Scale => Cases(("lr", Negative), ("momentum", NoDecay), ("weight_decay", Negative), ("adam_lr", Negative), ("beta1", NoDecay), ("beta2", NoDecay), ("eps", Negative));

    public static TheoryData<string, double> AdamW => Cases(("lr", Negative), ("beta1", NoDecay), ("beta2", NoDecay), ("eps", Negative), ("weight_decay", Negative));

    [Theory]
    [MemberData(nameof(Scale))]
    public void SCALE_refuses_what_does_not_fit(string name, double value)
    {
        double Or(string other, double normal) => name == other ? value : normal;
        Refused(name, value, () => torch.optim.SCALE([Any], Or("lr", 1e-3), Or("momentum", 0.9), Or("weight_decay", 0), Or("adam_lr", 1e-3), Or("beta1", 0.9), Or("beta2", 0.999), Or("eps", 1e-8)));

        double? Own(string other) => name == other ? value : null;
        using var optimizer = torch.optim.SCALE([Any], adam_lr: 1e-3);
        SCALE.ParamGroup group = new([Any], null, Own("lr"), Own("momentum"), Own("weight_decay"), Own("adam_lr"), Own("beta1"), Own("beta2"), Own("eps"));
        Refused(name, value, () => optimizer.add_param_group(group));
        Assert.Single(optimizer.ParamGroups);
        Assert.Single(optimizer.state_dict().State);
        Assert.Equal(name == "maximize", group.Options.maximize is not null);
    }

    [Theory]
    [MemberData(nameof(AdamW))]
    public void AdamW_refuses_what_does_not_fit(string name, double value)
    {
        double Or(string other, double normal) => name == other ? value : normal;
        Refused(name, value, () => torch.optim.AdamW([Any], Or("lr", 1e-3), Or("beta1", 0.9), Or("beta2", 0.999), Or("eps", 1e-8), Or("weight_decay", 0), fused: true));

        double? Own(string other) => name == other ? value : null;
        using var optimizer = torch.optim.AdamW([Any], fused: true);
        Refused(name, value, () => optimizer.add_param_group(new FusedAdamW.ParamGroup([Any], null, Own("lr"), Own("beta1"), Own("beta2"), Own("eps"), Own("weight_decay"))));
        Assert.Single(optimizer.ParamGroups);
    }

    [Theory]
    [InlineData("lr", double.NaN)]
    [InlineData("beta1", 1)]
    [InlineData("beta2", -1)]
    [InlineData("eps", double.NaN)]
    [InlineData("weight_decay", double.PositiveInfinity)]
    public void A_value_set_later_is_refused_before_any_parameter_changes(string name, double value)
    {
        Parameter first = Any, second = Any;
        using var optimizer = torch.optim.AdamW([new FusedAdamW.ParamGroup([first]), new FusedAdamW.ParamGroup([second])], fused: true);
        Trained.SetGradients([first, second], 1);
        var options = optimizer.ParamGroups.Cast<FusedAdamW.ParamGroup>().Last().Options;
        switch (name)
        {
            case "lr": options.LearningRate = value; break;
            case "beta1": options.beta1 = value; break;
            case "beta2": options.beta2 = value; break;
            case "eps": options.eps = value; break;
            default: options.weight_decay = value; break;
        }

        Refused(name, value, () => optimizer.step());
        Assert.Equal([1.0, 1, 1, 1], Trained.Numbers([first]));
        Assert.Equal(0, optimizer.StateBytes);
        options.beta1 = null;
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.step());
    }

    [Fact]
    public void A_rate_of_zero_is_fine_but_not_where_another_is_scheduled_in_proportion_to_it()
    {
        using var still = torch.optim.SCALE([Any], lr: 0);
        var p = Any;
        using var optimizer = torch.optim.AdamW([p], lr: 0, fused: true);
        Trained.SetGradients([p], 1);
        optimizer.step();
        Assert.Equal([1.0, 1, 1, 1], Trained.Numbers([p]));
        Assert.Equal("adam_lr", Assert.Throws<ArgumentException>(() => torch.optim.SCALE([Any], lr: 0, adam_lr: 1e-3)).ParamName);
    }

    private static Parameter Any => new(ones(2, 2));

    private static void Refused(string name, double value, Action action)
    {
        var problem = Assert.Throws<ArgumentOutOfRangeException>(action);
        Assert.Equal(name, problem.ParamName);
        Assert.Equal(value, problem.ActualValue);
        Assert.Contains(FormattableString.Invariant($"{name} is {value}, but it must be"), problem.Message);
    }

    private static TheoryData<string, double> Cases(params (string Name, double[] Values)[] all)
    {
        var cases = new TheoryData<string, double>();
        foreach (var (name, values) in all)
            foreach (var value in values) cases.Add(name, value);
        return cases;
    }
}
