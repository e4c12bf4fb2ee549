using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Gradients that are not finite, zero, huge or missing, and a rate of zero: the same rules for every optimizer.</summary>
public class BadGradientTests
{
    public static TheoryData<string> Kinds => Trained.Kinds;

    public static TheoryData<string, double> NotFinite
    {
        get
        {
            var cases = new TheoryData<string, double>();
            foreach (var kind in TrainedKinds.All.Keys)
                foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity }) cases.Add(kind, value);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void A_step_with_a_gradient_that_is_not_finite_is_left_out_on_request(string kind, double value)
    {
        Parameter[] p = Parameters(), q = Parameters();
        using var careful = Trained.Optimizer(kind, p).With(null, false, NonFiniteGradients.Skip);
        using var never = Trained.Optimizer(kind, q);
        for (var step = 0; step < 4; step++)
        {
            Trained.SetGradients(p, step);
            Trained.SetGradients(q, step);
            if (step == 2)
            {
                var before = (Trained.Numbers(p), CheckpointTests.Saved(careful));
                Spoil(p[1], value);
                Assert.Null(careful.step());
                Assert.Equal(before.Item1, Trained.Numbers(p));
                Assert.Equal(before.Item2, CheckpointTests.Saved(careful));
                continue;
            }

            careful.step();
            never.step();
        }

        Assert.Equal(1, careful.SkippedSteps);
        Assert.Equal(Trained.Numbers(q), Trained.Numbers(p));
        Assert.Equal(CheckpointTests.Saved(never), CheckpointTests.Saved(careful));
    }

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void Or_it_is_named_and_nothing_changes(string kind, double value)
    {
        var p = Parameters();
        using var optimizer = Trained.Optimizer(kind, p).With(null, false, NonFiniteGradients.Raise);
        Trained.SetGradients(p, 1);
        optimizer.step();
        var before = (Trained.Numbers(p), CheckpointTests.Saved(optimizer));
        Spoil(p[1], value);
        Assert.Contains("Parameter 1 of group 0 has an entry that is not finite", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
        Assert.Equal(before.Item1, Trained.Numbers(p));
        Assert.Equal(before.Item2, CheckpointTests.Saved(optimizer));
        Assert.Equal(0, optimizer.SkippedSteps);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Otherwise_NaN_spoils_its_own_parameter_and_no_other(string kind)
    {
        var p = Parameters();
        using var optimizer = Trained.Optimizer(kind, p);
        Trained.SetGradients(p, 1);
        Spoil(p[2], double.NaN);
        optimizer.step();
        // Lion's step is a sign, which NaN has none of: there it stands in the running mean, and the element stays.
        Tensor spoiled = optimizer is Lion ? ((Lion.State)optimizer.state_dict().State[2]).exp_avg! : p[2];
        Assert.Contains(Trained.Numbers([spoiled]), number => !double.IsFinite(number));
        Assert.All(Trained.Numbers([p[0], p[1], p[3]]), number => Assert.True(double.IsFinite(number)));
    }

    [Theory]
    [InlineData(NonFiniteGradients.Skip)]
    [InlineData(NonFiniteGradients.Raise)]
    public void Finite_gradients_whose_sum_is_not_are_no_reason(NonFiniteGradients policy)
    {
        Parameter p = new(ones(8));
        using var optimizer = torch.optim.Lion([p], non_finite: policy);
        p.grad = full(8, 3e38f);
        optimizer.step();
        Assert.DoesNotContain(1.0, Trained.Numbers([p]));
        Assert.Equal(0, optimizer.SkippedSteps);
        Assert.Equal("non_finite", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.Lion([p], non_finite: (NonFiniteGradients)7)).ParamName);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Zero_gradients_and_zero_rows_move_nothing_but_the_decay(string kind)
    {
        var p = Parameters();
        using var optimizer = Trained.Optimizer(kind, p);
        var before = Trained.Numbers(p);
        foreach (var parameter in p) parameter.grad = zeros_like(parameter);
        optimizer.step();
        Assert.All(before.Zip(Trained.Numbers(p)), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * Math.Abs(pair.First)));
        for (var step = 0; step < 3; step++)
        {
            Trained.SetGradients(p, step);
            using (no_grad()) foreach (var parameter in p.Where(parameter => parameter.ndim > 1)) parameter.grad![0].zero_();
            optimizer.step();
        }

        Assert.All(Trained.Numbers(p), number => Assert.True(double.IsFinite(number)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_rate_of_zero_moves_nothing(string kind)
    {
        var p = Parameters();
        using var optimizer = Trained.Optimizer(kind, p);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = 0;
        var before = Trained.Numbers(p);
        Trained.SetGradients(p, 1);
        optimizer.step();
        Assert.Equal(before, Trained.Numbers(p));
        Assert.All(optimizer.state_dict().State.Cast<FusedOptimizerState>(), state => Assert.Equal(1, state.step));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_before_any_backward_does_nothing(string kind)
    {
        var p = Parameters();
        using var optimizer = Trained.Optimizer(kind, p);
        var before = Trained.Numbers(p);
        Assert.Null(optimizer.step());
        optimizer.zero_grad();
        Assert.Equal(before, Trained.Numbers(p));
        Assert.Equal(0, optimizer.StateBytes);
        Assert.All(optimizer.state_dict().State.Cast<FusedOptimizerState>(), state => Assert.Equal(0, state.step));
        Assert.All(p, parameter => Assert.Null(parameter.grad));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_number_of_every_optimizer_refuses_what_is_none_by_name(string kind)
    {
        using var made = Trained.Optimizer(kind, Parameters());
        var constructor = made.GetType().GetConstructors().Single(candidate => candidate.GetParameters()[0].ParameterType is { IsGenericType: true } type && typeof(ParamGroup).IsAssignableFrom(type.GetGenericArguments()[0]));
        var arguments = constructor.GetParameters();
        foreach (var argument in arguments.Where(argument => argument.ParameterType == typeof(double) || argument.ParameterType == typeof(double?)))
        {
            var mustNotBeNegative = argument.Name is "beta1" or "beta2" or "lr" or "eps" or "weight_decay" or "momentum";
            foreach (var value in mustNotBeNegative ? new[] { double.NaN, -1 } : [double.NaN])
            {
                var groups = Array.CreateInstance(arguments[0].ParameterType.GetGenericArguments()[0], 1);
                groups.SetValue(TrainedKinds.All[kind].Group(Parameters(), null), 0);
                var values = arguments.Select((other, i) => i == 0 ? groups : other == argument ? value : other.HasDefaultValue ? other.DefaultValue : 1e-3).ToArray();
                var problem = Assert.IsAssignableFrom<ArgumentException>(Assert.Throws<global::System.Reflection.TargetInvocationException>(() => constructor.Invoke(values)).InnerException);
                Assert.Equal(argument.Name, problem.ParamName);
                Assert.Contains(argument.Name!, problem.Message);
            }
        }
    }

    private static Parameter[] Parameters()
    {
        using var scope = NewDisposeScope();
        return [.. new long[][] { [3, 4], [5], [4, 3], [2, 3, 2], [] }.Select((shape, i) => new Parameter((arange(shape.Aggregate(1L, (a, b) => a * b)) * 0.1f + 0.5f + i).view(shape).DetachFromDisposeScope()))];
    }

    private static void Spoil(Parameter parameter, double value)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        parameter.grad!.view(-1)[0] = tensor((float)value);
    }
}
