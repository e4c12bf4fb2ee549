using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Numbers of a group that do not fit: refused by name before the step, with nothing changed, whatever the optimizer.</summary>
public class GroupOptionTests
{
    /// <summary>Every number of every optimizer's options.</summary>
    public static TheoryData<string, string> Numbers
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var kind in TrainedKinds.All.Keys)
                foreach (var property in Options(kind).GetType().GetProperties().Where(property => property.PropertyType == typeof(double?) || property.PropertyType == typeof(int?))) cases.Add(kind, property.Name);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_set_later_is_refused_by_name_before_any_parameter_changes(string kind, string name)
    {
        Parameter first = new(ones(2, 2)), second = new(ones(2));
        using var optimizer = Trained.Optimizer(kind, [first]);
        optimizer.add_param_group(TrainedKinds.All[kind].Group([second], null));
        Trained.SetGradients([first, second], 1);
        var options = (FusedOptimizerOptions)((ParamGroup)optimizer.ParamGroups.Last()).Options;
        var property = options.GetType().GetProperty(name)!;
        var isWhole = property.PropertyType == typeof(int?);
        property.SetValue(options, isWhole ? (object)-7 : double.NegativeInfinity);
        var problem = Assert.ThrowsAny<ArgumentException>(() => optimizer.step());
        Assert.Equal(name == "LearningRate" ? "lr" : name, problem.ParamName);
        Assert.Equal([1.0, 1, 1, 1, 1, 1], Trained.Numbers([first, second]));
        Assert.Equal(0, optimizer.StateBytes);
    }

    private static FusedOptimizerOptions Options(string kind)
    {
        using var optimizer = Trained.Optimizer(kind, [new Parameter(ones(1))]);
        return (FusedOptimizerOptions)((ParamGroup)optimizer.ParamGroups.Single()).Options;
    }
}
