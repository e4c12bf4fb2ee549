using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

#pragma warning disable NG3014 // Models move after their optimizers were built: that this is noticed is what is tested.

namespace NormGen.Tests.Optimizers;

/// <summary>A model that changes under its optimizer: an exception that names the parameter, from every call, and nothing else changed.</summary>
public class ChangedModelTests
{
    public static TheoryData<string> Kinds => Trained.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void After_to_another_type_every_call_names_the_first_parameter(string kind)
    {
        using var model = nn.Sequential(("first", nn.Linear(2, 2)), ("second", nn.Linear(2, 2)));
        using var optimizer = Trained.Optimizer(kind, model);
        Trained.SetGradients(model.parameters(), 1);
        optimizer.step();
        model.to(ScalarType.Float64);
        foreach (var call in new Action[] { () => optimizer.step(), optimizer.zero_grad, () => optimizer.state_dict(), () => optimizer.save_state_dict(new BinaryWriter(Stream.Null)), () => optimizer.load_state_dict(new BinaryReader(new MemoryStream())) }[..4])
        {
            var problem = Assert.Throws<InvalidOperationException>(call).Message;
            Assert.Contains("'first.", problem);
            Assert.Contains("after the last to()", problem);
        }
    }

    [Fact]
    public void A_table_that_is_moved_in_place_is_noticed_as_well()
    {
        // Embeddings are native modules: to() keeps the Parameter and changes what is behind it.
        using var model = nn.Sequential(("table", nn.Embedding(5, 3)));
        using var optimizer = torch.optim.AdamW(model, fused: true);
        model.to(ScalarType.Float64);
        Trained.SetGradients(model.parameters(), 1);
        var problem = Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message;
        Assert.Contains("'table.weight'", problem);
        Assert.Contains("Float32", problem);
        Assert.Contains("Float64", problem);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_replaced_parameter_is_named_before_another_is_updated(string kind)
    {
        using var model = nn.Sequential(("first", nn.Linear(2, 2)), ("second", nn.Linear(2, 2)));
        using var optimizer = Trained.Optimizer(kind, model);
        Trained.SetGradients(model.parameters(), 1);
        var before = Trained.Numbers(model.parameters().Take(2));
        ((Linear)model[1]).weight = new Parameter(ones(2, 2));
        Assert.Contains("'second.weight' no longer exists", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
        Assert.Equal(before, Trained.Numbers(model.parameters().Take(2)));

        using var again = Trained.Optimizer(kind, model);
        Trained.SetGradients(model.parameters(), 1);
        again.step();
        Assert.DoesNotContain(1.0, Trained.Numbers([((Linear)model[1]).weight]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Unnamed_parameters_are_counted(string kind)
    {
        Parameter[] p = [new(ones(2)), new(ones(3))];
        using var optimizer = Trained.Optimizer(kind, p);
        p[1].Dispose();
        Assert.Contains("Parameter 1 of group 0 no longer exists", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }

    [Fact]
    public void State_on_another_device_is_named_and_to_brings_it_back()
    {
        Parameter p = new(ones(3));
        using var optimizer = torch.optim.AdamW([("gain", p)], fused: true);
        Trained.SetGradients([p], 1);
        optimizer.step();
        optimizer.to(META);
        var problem = Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message;
        Assert.Contains("'gain' is on cpu", problem);
        Assert.Contains("meta", problem);
    }

    [Fact]
    public void Parameters_of_a_group_cannot_be_exchanged()
    {
        using var optimizer = torch.optim.SCALE([new Parameter(ones(2))]);
        optimizer.ParamGroups.Cast<SCALE.ParamGroup>().Single().Parameters = [new Parameter(ones(2))];
        Assert.Contains("add_param_group", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }
}
