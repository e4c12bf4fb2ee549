using System.Reflection;
using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Every optimizer has every factory in <c>torch.optim</c>, with the arguments and defaults of its class, and is in <see cref="TrainedKinds"/>, whose tests hold for all.</summary>
public class FactoryTests
{
    // What factories take beside the arguments of the class.
    private static readonly string[] Beside = ["fused", "update_in_backward", "non_finite"];

    public static TheoryData<string> Kinds => Trained.Kinds;

    [Fact]
    public void Every_optimizer_is_among_those_that_the_tests_train()
    {
        var all = typeof(FusedOptimizer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(FusedOptimizer)) && !type.IsAbstract);
        // One vector, one radius and a closure: it has tests of its own.
        Assert.Equal(all.Where(type => type != typeof(GradNormSmoothNewton)).ToHashSet(), TrainedKinds.All.Keys.Select(TypeOf).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Factories_have_the_arguments_and_defaults_of_the_class(string kind)
    {
        var type = TypeOf(kind);
        var own = Constructor(type).GetParameters().Skip(1).ToDictionary(parameter => parameter.Name!);
        foreach (var factory in Factories(type).SelectMany(factories => factories))
        {
            var (first, others) = (factory.GetParameters()[0], factory.GetParameters().Skip(1).Where(parameter => !Beside.Contains(parameter.Name)).ToArray());
            Assert.Equal(own.Keys.Where(name => name != "norms" || factory.Name == type.Name), others.Select(parameter => parameter.Name));
            Assert.All(others, parameter => Assert.Equal((own[parameter.Name!].ParameterType, own[parameter.Name!].DefaultValue), (parameter.ParameterType, parameter.DefaultValue)));
            Assert.Contains(factory.GetParameters(), parameter => parameter is { Name: "non_finite", DefaultValue: NonFiniteGradients.Propagate });
            Assert.Equal(first.ParameterType == typeof(nn.Module), factory.GetParameters().Any(parameter => parameter is { Name: "update_in_backward", DefaultValue: false }));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Over_a_model_its_parameters_by_role_by_name_alone_and_in_groups_all_of_them_train(string kind)
    {
        var type = TypeOf(kind);
        foreach (var factories in Factories(type))
        {
            foreach (var make in new Func<Trained, object>[]
            {
                model => model,
                model => ParameterRoles.FromModel(model).Select(item => (item.role, item.name, item.parameter)).ToArray(),
                model => model.named_parameters(),
                model => model.parameters(),
                model => Groups(kind, model),
            })
            {
                using var model = new Trained();
                var parameters = make(model);
                var factory = Assert.Single(factories, factory => factory.GetParameters()[0].ParameterType.IsInstanceOfType(parameters));
                using var optimizer = (FusedOptimizer)factory.Invoke(null, [parameters, .. factory.GetParameters().Skip(1).Select(Value)])!;
                Assert.Equal(model.parameters().Select(parameter => parameter.Handle).Order(), optimizer.parameters().Select(parameter => parameter.Handle).Order());
                var before = model.parameters().Select(parameter => Trained.Numbers([parameter])).ToArray();
                Trained.SetGradients(model.parameters(), 1);
                optimizer.step();
                Assert.All(model.parameters().Zip(before), pair => Assert.NotEqual(pair.Second, Trained.Numbers([pair.First])));
                Assert.All(optimizer.state_dict().State.Cast<FusedOptimizerState>(), state => Assert.Equal(1, state.step));
            }
        }

        static object? Value(ParameterInfo parameter) => parameter is { Name: "half" } ? default(HalfUpdate) : parameter.HasDefaultValue ? parameter.DefaultValue : 1e-2;
    }

    private static Type TypeOf(string kind)
    {
        using var optimizer = Trained.Optimizer(kind, [new Parameter(ones(1))]);
        return optimizer.GetType();
    }

    private static ConstructorInfo Constructor(Type type) => type.GetConstructors().Single(candidate => candidate.GetParameters()[0].ParameterType is { IsGenericType: true } first && first.GetGenericArguments()[0].IsSubclassOf(typeof(ParamGroup)));

    /// <summary>The factories of an optimizer, those of each name together: an extension member is a static method of the class around it.</summary>
    private static IEnumerable<IGrouping<string, MethodInfo>> Factories(Type type)
    {
        var found = typeof(FusedOptimizer).Assembly.GetExportedTypes().Where(candidate => candidate is { IsAbstract: true, IsSealed: true, Namespace: nameof(NormGen) })
            .SelectMany(holder => holder.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(method => method.ReturnType == type && !method.IsSpecialName).GroupBy(method => method.Name).ToArray();
        Assert.NotEmpty(found);
        return found;
    }

    private static object Groups(string kind, Trained model)
    {
        ParamGroup[] groups = [TrainedKinds.All[kind].Group(model.parameters().Take(2), null), TrainedKinds.All[kind].Group(model.parameters().Skip(2), 0.03)];
        var typed = Array.CreateInstance(groups[0].GetType(), groups.Length);
        groups.CopyTo(typed, 0);
        return typed;
    }
}
