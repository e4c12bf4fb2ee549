using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>GradNormLoRP where the golden data do not go: the rule with v and magnitude kept apart, zero rows, what falls back to AdamW, what a state holds and refuses.</summary>
public class GradNormLoRPTests
{
    public static TheoryData<WeightNormForm, int, bool> Forms
    {
        get
        {
            var cases = new TheoryData<WeightNormForm, int, bool>();
            foreach (var form in new[] { WeightNormForm.Persistent, WeightNormForm.Released })
                foreach (var rank in new[] { 0, 2 })
                    foreach (var maximize in new[] { false, true }) cases.Add(form, rank, maximize);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_strided_matrix_follows_the_rule_written_out_with_a_copy_of_the_direction(WeightNormForm form, int rank, bool maximize)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        const double Lr = 0.05, Beta1 = 0.8, Beta2 = 0.9, Eps = 1e-6, Decay = 0.2, Scale = 0.5;
        var (isPersistent, sign) = (form == WeightNormForm.Persistent, maximize ? -1 : 1);
        var p = new Parameter(Data([5, 8], 0).t());
        Tensor v = p.detach().clone(), g = v.norm(1, keepdim: true), mean = zeros(1), square = zeros(1), meanG = zeros_like(g), squareG = zeros_like(g);
        GradientProjection? basis = null;
        using var optimizer = torch.optim.GradNormLoRP([p], Lr, rank, 3, Scale, beta1: Beta1, beta2: Beta2, eps: Eps, weight_decay: Decay, weight_norm: form, maximize: maximize);
        for (var step = 1; step <= 7; step++)
        {
            var gradient = Data([5, 8], step).t();
            p.grad = gradient;
            optimizer.step();
            var n = v.norm(1, keepdim: true);
            if (!isPersistent) g = n;
            var u = v / n;
            var turn = (gradient * u).sum([1L], keepdim: true);
            var direction = isPersistent ? (gradient - turn * u) * (g / n) : gradient;
            if (rank > 0 && (step - 1) % 3 == 0) basis = GradientProjection.Of(direction, rank);
            var low = basis?.Low(direction) ?? direction;
            (mean, square) = (mean * Beta1 + low * (1 - Beta1), square * Beta2 + low.square() * (1 - Beta2));
            (meanG, squareG) = (meanG * Beta1 + turn * (1 - Beta1), squareG * Beta2 + turn.square() * (1 - Beta2));
            var (size, quotient) = (sign * Lr * Math.Sqrt(1 - Math.Pow(Beta2, step)) / (1 - Math.Pow(Beta1, step)), mean / (square.sqrt() + Eps));
            v -= size * (basis is null ? quotient : basis.Back(quotient) * Scale);
            g = (g - size * meanG / (squareG.sqrt() + Eps)) * (1 - Lr * Decay);
            if (!isPersistent) v *= 1 - Lr * Decay;
            var w = g * v / v.norm(1, keepdim: true);
            Assert.All(Trained.Numbers([w]).Zip(Trained.Numbers([p])), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
        }

        basis?.Dispose();
    }

    [Fact]
    public void A_row_of_zeros_and_a_gradient_of_zeros_stay_finite_and_the_row_trains_once_it_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        foreach (var form in Enum.GetValues<WeightNormForm>())
        {
            var values = Data([4, 3], 1);
            values[0] = zeros(3, ScalarType.Float64);
            var p = new Parameter(values);
            using var optimizer = torch.optim.GradNormLoRP([p], 0.1, rank: 1, weight_norm: form);
            p.grad = zeros_like(p);
            optimizer.step();
            Assert.Equal(0, Trained.Numbers([p])[0]);
            for (var step = 1; step < 30; step++)
            {
                p.grad = Data([4, 3], 5) + 1;
                optimizer.step();
            }

            Assert.All(Trained.Numbers([p]), number => Assert.True(double.IsFinite(number)));
            Assert.True(p.detach()[0].norm().item<double>() > 1e-2, $"{form}: {p[0].norm().item<double>()}");
        }
    }

    [Fact]
    public void Small_matrices_and_other_roles_have_AdamW_and_the_state_is_as_small_as_it_says()
    {
        using var scope = NewDisposeScope();
        Parameter[] p = [new(Data([6, 4], 0)), new(Data([2, 9], 1)), new(Data([5], 2)), new(Data([3, 2, 2, 2], 3))], q = [.. p.Select(parameter => new Parameter(parameter.detach().clone()))];
        using var optimizer = torch.optim.GradNormLoRP(p, 0.01, rank: 2, eps: 1e-8);
        using var adam = torch.optim.AdamW(q, 0.01, eps: 1e-8, weight_decay: 0, fused: true);
        for (var step = 1; step <= 3; step++)
        {
            Trained.SetGradients(p, step);
            Trained.SetGradients(q, step);
            optimizer.step();
            adam.step();
        }

        Assert.Equal(Trained.Numbers(q[1..]), Trained.Numbers(p[1..]));
        Assert.NotEqual(Trained.Numbers(q[..1]), Trained.Numbers(p[..1]));
        Assert.Equal(sizeof(double) * ((2 * 2 * 6) + (2 * 4) + (4 * 6) + (2 * (18 + 5 + 24))), optimizer.StateBytes);
        Assert.Equal(optimizer.StateBytes, optimizer.Summary().Total.StateBytes);
    }

    [Fact]
    public void Released_forgets_what_the_magnitude_learned_and_persistent_does_not()
    {
        using var scope = NewDisposeScope();
        foreach (var form in new[] { WeightNormForm.Persistent, WeightNormForm.Released })
        {
            var p = new Parameter(Data([3, 4], 0));
            using var optimizer = torch.optim.GradNormLoRP([p], 0.05, weight_norm: form);
            var before = p.detach().norm(1).sum().item<double>();
            for (var step = 0; step < 20; step++)
            {
                // Along each row alone: only the magnitude can follow.
                p.grad = p.detach().clone();
                optimizer.step();
            }

            var after = p.detach().norm(1).sum().item<double>();
            if (form == WeightNormForm.Persistent) Assert.True(after < before - 2);
            var state = (GradNormLoRP.State)optimizer.state_dict().State[0];
            Assert.Equal(form == WeightNormForm.Persistent, Math.Abs(state.norm!.sum().item<double>() - state.magnitude!.sum().item<double>()) > 1);
        }
    }

    [Fact]
    public void A_state_of_another_rank_side_or_form_is_refused_and_a_changed_one_before_a_step()
    {
        Parameter p = new(Data([6, 4], 0));
        using var own = torch.optim.GradNormLoRP([p], rank: 2);
        Trained.SetGradients([p], 1);
        own.step();
        var saved = CheckpointTests.Saved(own);
        foreach (var other in new[] { torch.optim.GradNormLoRP([p], rank: 3), torch.optim.GradNormLoRP([p], rank: 2, proj_type: ProjectionSide.Left), torch.optim.GradNormLoRP([p], rank: 2, weight_norm: WeightNormForm.None), torch.optim.GradNormLoRP([p]) })
        {
            var problem = Assert.Throws<InvalidDataException>(() => CheckpointTests.Load(other, saved)).Message;
            Assert.Contains("rank 2 Std, split in group 0 there", problem);
            other.Dispose();
        }

        own.ParamGroups.Cast<GradNormLoRP.ParamGroup>().Single().Options.rank = 1;
        Assert.Equal("rank", Assert.Throws<ArgumentException>(() => own.step()).ParamName);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_makes_the_step_not_finite_and_stops_nothing()
    {
        using var scope = NewDisposeScope();
        Parameter bad = new(Data([6, 4], 0)), good = new(Data([6, 4], 0));
        using var optimizer = torch.optim.GradNormLoRP([bad, good], rank: 2);
        bad.grad = full_like(bad, double.NaN);
        good.grad = Data([6, 4], 1);
        optimizer.step();
        Assert.All(Trained.Numbers([bad]), number => Assert.False(double.IsFinite(number)));
        Assert.All(Trained.Numbers([good]), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Parameter p = new(ones(2, 2));
        Assert.Equal("rank", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.GradNormLoRP([p], rank: -1)).ParamName);
        Assert.Equal("update_proj_gap", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.GradNormLoRP([p], update_proj_gap: 0)).ParamName);
        Assert.Equal("scale", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.GradNormLoRP([p], scale: double.NaN)).ParamName);
        Assert.Equal("proj_type", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.GradNormLoRP([p], proj_type: (ProjectionSide)9)).ParamName);
        Assert.Equal("weight_norm", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.GradNormLoRP([p], weight_norm: (WeightNormForm)9)).ParamName);
        Assert.Equal("all_roles", Assert.Throws<ArgumentException>(() => torch.optim.GradNormLoRP([new Parameter(ones(2, 2, 2))], all_roles: true)).ParamName);
        Assert.Equal("rank", Assert.Throws<ArgumentOutOfRangeException>(() => GradientProjection.Of(ones(2, 3), 3)).ParamName);
        Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => GradientProjection.Of(ones(3), 1)).ParamName);
    }

    private static Tensor Data(long[] shape, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape);
    }
}
