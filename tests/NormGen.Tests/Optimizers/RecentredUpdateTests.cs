using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Recentring inside the updates: equal to the rule between two projections, whatever the shape, and the gradients stay what they are.</summary>
public class RecentredUpdateTests
{
    private static readonly (string Name, bool IsTable, long[] Shape)[] Writers =
    [
        ("embedding", true, [7, 5]), ("positions", true, [2, 3, 5]), ("bias", true, [5]), ("linear", false, [5, 9]), ("convolution", false, [5, 2, 3, 3]), ("wide", false, [35, 70]),
    ];

    public static TheoryData<string, ScalarType, double> Rules()
    {
        var data = new TheoryData<string, ScalarType, double>();
        foreach (var rule in new[] { "sgd", "momentum", "nesterov", "adamw", "amsgrad", "lion" })
        {
            data.Add(rule, ScalarType.Float64, 1e-12);
            data.Add(rule, ScalarType.Float32, rule == "lion" ? 1e-4 : 1e-5);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_update_is_the_rule_between_two_projections(string rule, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (own, reference) = (Parameters(type), Parameters(type));
        using var optimizer = new RecentredOptimizer(Optimizer(rule, own), [.. Writers.Zip(own, (writer, parameter) => new RecentredParameter(writer.Name, parameter, writer.IsTable))]);
        using var plain = Optimizer(rule, reference);
        var random = new Generator(3);
        for (var step = 0; step < 5; step++)
        {
            foreach (var (writer, ours, theirs) in Zip(own, reference))
            {
                // Not of mean zero, by far.
                var gradient = randn(writer.Shape, type, generator: random) + 2;
                (ours.grad, theirs.grad) = (gradient, Centred(writer.IsTable, gradient));
            }

            var before = own.Select(parameter => parameter.grad!.clone()).ToList();
            optimizer.step();
            plain.step();
            using var noGradients = no_grad();
            foreach (var (writer, _, theirs) in Zip(own, reference)) theirs.copy_(Centred(writer.IsTable, theirs));
            Assert.All(own.Zip(before), pair => Assert.True(pair.First.grad!.equal(pair.Second).all().item<bool>()));
        }

        foreach (var (writer, ours, theirs) in Zip(own, reference))
        {
            AssertSame(theirs, ours, tolerance, writer.Name);
            AssertSame(zeros(1, type), Mean(writer.IsTable, ours), tolerance, writer.Name);
            if (type != ScalarType.Float64) continue;
            var (state, expected) = (((FusedOptimizer)optimizer.Inner).StateOf(ours)!, ((FusedOptimizer)plain).StateOf(theirs)!);
            Assert.True(expected.ApproximatelyEquals(state), $"the moments of '{writer.Name}' differ");
        }
    }

    [Fact]
    public void Copies_of_half_parameters_are_recentred_before_they_are_rounded()
    {
        using var scope = NewDisposeScope();
        var own = Parameters(ScalarType.BFloat16);
        using var inner = torch.optim.AdamW(own, 0.05, half: HalfUpdate.MasterCopy, fused: true);
        using var optimizer = new RecentredOptimizer(inner, [.. Writers.Zip(own, (writer, parameter) => new RecentredParameter(writer.Name, parameter, writer.IsTable))]);
        foreach (var (writer, parameter, _) in Zip(own, own)) parameter.grad = (randn(writer.Shape, generator: new Generator(5)) + 1).to(ScalarType.BFloat16);
        optimizer.step();
        foreach (var (writer, parameter, _) in Zip(own, own))
        {
            var master = inner.StateOf(parameter)!.master!;
            AssertSame(zeros(1), Mean(writer.IsTable, master), 1e-6, writer.Name);
            Assert.True(parameter.equal(master.to(ScalarType.BFloat16)).all().item<bool>());
        }
    }

    [Fact]
    public void Outside_the_wrapper_the_optimizer_recentres_nothing()
    {
        using var scope = NewDisposeScope();
        var own = Parameters(ScalarType.Float64);
        using var optimizer = new RecentredOptimizer(Optimizer("adamw", own), [.. Writers.Zip(own, (writer, parameter) => new RecentredParameter(writer.Name, parameter, writer.IsTable))]);
        foreach (var (writer, parameter, _) in Zip(own, own)) parameter.grad = randn(writer.Shape, ScalarType.Float64, generator: new Generator(6)) + 1;
        optimizer.Inner.step();
        Assert.All(Zip(own, own), item => Assert.True(Mean(item.Writer.IsTable, item.Own).abs().max().item<double>() > 1e-4));
    }

    private static OptimizerHelper Optimizer(string rule, IEnumerable<Parameter> parameters) => rule switch
    {
        "sgd" => torch.optim.SGD(parameters, 0.1, weight_decay: 0.01, fused: true),
        "momentum" => torch.optim.SGD(parameters, 0.1, momentum: 0.9, dampening: 0.1, weight_decay: 0.01, fused: true),
        "nesterov" => torch.optim.SGD(parameters, 0.1, momentum: 0.9, nesterov: true, fused: true),
        "lion" => torch.optim.Lion(parameters, 0.01, weight_decay: 0.1),
        _ => torch.optim.AdamW(parameters, 0.05, weight_decay: 0.1, amsgrad: rule == "amsgrad", fused: true),
    };

    /// <summary>Parameters of mean zero, as a conversion leaves them.</summary>
    private static Parameter[] Parameters(ScalarType type)
    {
        var random = new Generator(2);
        return [.. Writers.Select(writer => new Parameter(Centred(writer.IsTable, randn(writer.Shape, ScalarType.Float64, generator: random)).to(type)))];
    }

    private static Tensor Mean(bool isTable, Tensor x) => x.mean([isTable ? -1L : 0L], keepdim: true);

    private static Tensor Centred(bool isTable, Tensor x) => (x - Mean(isTable, x)).detach();

    private static IEnumerable<((string Name, bool IsTable, long[] Shape) Writer, Parameter Own, Parameter Reference)> Zip(Parameter[] own, Parameter[] reference)
        => Writers.Zip(own, reference);

    private static void AssertSame(Tensor expected, Tensor actual, double tolerance, string name)
    {
        var error = (expected - actual).abs().max().to(ScalarType.Float64).item<double>();
        Assert.True(error <= tolerance, $"'{name}' is off by {error:E2}, {tolerance:E1} allowed");
    }
}
