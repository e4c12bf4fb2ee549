using NormGen.Optimizers;
using NormGen.Tests.Optimizers.Generated;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>The table that says what an optimizer trains and keeps.</summary>
public class SummaryTests
{
    [Theory]
    [MemberData(nameof(Trained.Kinds), MemberType = typeof(Trained))]
    public void Its_bytes_are_those_that_the_first_step_allocates(string kind)
    {
        using var model = new Trained(ScalarType.Float64);
        using var optimizer = Trained.Optimizer(kind, model);
        var before = optimizer.Summary();
        Assert.Equal(0, optimizer.StateBytes);
        Trained.SetGradients(model.parameters(), 1);
        optimizer.step();
        Assert.Equal(optimizer.StateBytes, before.Total.StateBytes);
        Assert.Equal(before.ToString(), optimizer.Summary().ToString());
        foreach (var row in before.Rows) Assert.Equal(optimizer.state_dict().State.Cast<FusedOptimizerState>().Where(state => state.Role == row.Role).Sum(state => state.Bytes), row.StateBytes);
        Assert.Equal((model.parameters().Count(), model.parameters().Sum(parameter => parameter.numel())), (before.Total.Tensors, before.Total.Parameters));
        Assert.Equal(2 * sizeof(double) * before.Total.Parameters, before.Total.AdamWBytes);
    }

    [Fact]
    public void It_is_a_table_with_a_line_a_role()
    {
        using var model = nn.Sequential(("table", nn.Embedding(1000, 64)), ("hidden", nn.Linear(64, 256)), ("back", nn.Linear(256, 64)), ("head", nn.Linear(64, 1000, hasBias: false)));
        using var optimizer = torch.optim.SCALE(model);
        Assert.Equal("""
            SCALE      tensors  parameters    state  AdamW's
            Matrix           2      32,768      0 B   262 kB
            Embedding        1      64,000      0 B   512 kB
            Head             1      64,000   256 kB   512 kB
            Vector           2         320  2.56 kB  2.56 kB
            all              6     161,088   259 kB  1.29 MB
            roles decided at run time from module types

            """, optimizer.Summary().ToString());
    }

    [Theory]
    [MemberData(nameof(Trained.Kinds), MemberType = typeof(Trained))]
    public void It_says_that_roles_over_a_model_are_decided_at_run_time(string kind)
    {
        using var model = new Trained();
        using var overModel = Trained.Optimizer(kind, model);
        using var overParameters = Trained.Optimizer(kind, model.parameters());
        Assert.Equal([RoleOrigin.ModuleTypes], overModel.Summary().Origins);
        Assert.EndsWith("\nroles decided at run time from module types\n", overModel.Summary().ToString());
        Assert.EndsWith("\nroles decided at run time from shapes\n", overParameters.Summary().ToString());
    }

    [Fact]
    public void A_generated_optimizer_says_that_they_are_decided_at_compile_time_and_run_time_decides_the_same()
    {
        using var model = new ScaledModel();
        using var generated = model.CreateOptimizer();
        using var atRunTime = torch.optim.SCALE(model);
        using var projected = new ProjectedModel();
        Assert.EndsWith("\nroles decided at compile time\n", generated.Summary().ToString());
        Assert.EndsWith("\nroles decided at compile time\n", projected.CreateOptimizer().Summary().ToString());
        Assert.Equal(atRunTime.Summary().Rows, generated.Summary().Rows);
    }

    [Fact]
    public void Roles_that_are_given_are_called_so()
    {
        Parameter[] p = [new(ones(4, 4)), new(ones(4))];
        using var optimizer = torch.optim.SCALE([new SCALE.ParamGroup([p[0]], ParameterRole.Head)]);
        optimizer.add_param_group(new SCALE.ParamGroup([p[1]]));
        Assert.EndsWith("\nroles decided at run time from shapes; given\n", optimizer.Summary().ToString());
    }

    [Fact]
    public void Options_decide_what_counts()
    {
        Parameter[] p = [new(ones(10, 10)), new(ones(10))];
        using var plain = torch.optim.SGD(p, 0.1, fused: true);
        using var momentum = torch.optim.SGD(p, 0.1, 0.9, fused: true);
        using var amsgrad = torch.optim.AdamW(p, amsgrad: true, fused: true);
        Assert.Equal((0, 440, 1320), (plain.Summary().Total.StateBytes, momentum.Summary().Total.StateBytes, amsgrad.Summary().Total.StateBytes));
    }
}
