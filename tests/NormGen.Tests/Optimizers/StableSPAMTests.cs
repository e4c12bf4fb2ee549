using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>What Stable-SPAM promises, and what its state must hold.</summary>
public class StableSPAMTests
{
    [Fact]
    public void The_scale_of_all_gradients_of_a_run_does_not_matter()
    {
        using var scope = NewDisposeScope();
        Parameter small = new(Data(0)), large = new(Data(0));
        using var optimizer = torch.optim.StableSPAM([small, large], 0.1, eps: 0, gamma3: 0.5);
        for (var step = 1; step <= 6; step++)
        {
            small.grad = Data(step);
            large.grad = Data(step) * 1e4;
            optimizer.step();
        }

        Assert.All(Trained.Numbers([small]).Zip(Trained.Numbers([large])), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
    }

    [Fact]
    public void The_first_step_clips_nothing_and_takes_a_gradient_of_norm_one()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(Data(0));
        using var optimizer = torch.optim.StableSPAM([p]);
        p.grad = Data(3) * 70;
        optimizer.step();
        var state = (StableSPAM.State)optimizer.state_dict().State[0];
        Assert.Equal(1, (state.exp_avg! / 0.1).norm().item<double>(), 1e-6);
        Assert.Equal(Trained.Numbers([Data(3) * 70 / (Data(3) * 70).norm() * 0.1]).Select(number => Math.Round(number, 7)), Trained.Numbers([state.exp_avg!]).Select(number => Math.Round(number, 7)));
    }

    [Fact]
    public void A_spiked_element_is_scaled_down_to_the_threshold_and_the_gradient_stays_as_it_was()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(Data(0));
        using var optimizer = torch.optim.StableSPAM([p], beta1: 0, gamma1: 0, gamma2: 0, gamma3: 0.5, eps: 0);
        for (var step = 1; step < 4; step++)
        {
            p.grad = ones_like(p);
            optimizer.step();
        }

        var spiked = ones_like(p);
        spiked[2, 1] = 1000;
        p.grad = spiked;
        optimizer.step();
        Assert.Equal(1000, spiked.max().item<double>());

        // m_max = 0.875 · 0.5 + 0.5 · 1000, corrected by 1 - 0.5⁴; the other elements stay 1 before the norm.
        var state = (StableSPAM.State)optimizer.state_dict().State[0];
        var threshold = (0.4375 + 500) / 0.9375;
        Assert.Equal(0.4375 + 500, state.m_max_t, 1e-9);
        var norm = Math.Sqrt(threshold * threshold + p.numel() - 1);
        Assert.Equal(threshold / norm, state.exp_avg![2, 1].item<double>(), 1e-9);
        Assert.Equal(1 / norm, state.exp_avg[0, 0].item<double>(), 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_norm_of_what_clipping_leaves_is_that_of_the_clipped_gradient(int rows)
    {
        using var scope = NewDisposeScope();
        var gradient = Data(3).t().contiguous();
        for (var row = 0; row < rows; row++) gradient[row, row] = 5 + row;
        var size = GradientSize.Of(gradient);
        var clipped = where(gradient.abs() > 2, gradient * 0.3, gradient);
        Assert.Equal(clipped.square().sum().item<double>(), size.ClippedSquares(gradient, 2, 0.3), 1e-12);
        // As a view whose rows are not contiguous.
        var view = gradient.t().contiguous().t();
        Assert.Equal(clipped.square().sum().item<double>(), GradientSize.Of(view).ClippedSquares(view, 2, 0.3), 1e-12);
    }

    [Fact]
    public void A_clean_reset_is_a_fresh_start_of_the_moments_and_an_official_one_empties_them_after_the_step()
    {
        using var scope = NewDisposeScope();
        foreach (var mode in Enum.GetValues<ResetMode>())
        {
            var p = new Parameter(Data(0));
            using var optimizer = torch.optim.StableSPAM([p], update_proj_gap: 3, reset_mode: mode);
            var state = (StableSPAM.State)optimizer.state_dict().State[0];
            for (var step = 1; step <= 3; step++)
            {
                p.grad = Data(step);
                optimizer.step();
            }

            Assert.Equal((3L, 1L), (state.step, state.moment_step));
            Assert.Equal(mode == ResetMode.Clean ? 3 : 1, state.clip_step);
            Assert.Equal(mode == ResetMode.Clean, state.exp_avg!.abs().max().item<double>() > 0);
        }
    }

    [Fact]
    public void Time_and_numbers_are_part_of_the_state()
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer("StableSPAM", model);
        Trained.Run(model, optimizer, 0, 5);
        using var other = torch.optim.StableSPAM(model);
        CheckpointTests.Load(other, CheckpointTests.Saved(optimizer));
        Assert.All(other.ParamGroups.Cast<StableSPAM.ParamGroup>(), group => Assert.Equal((5, 60, 7, 0.9), (group.Options.total_steps, group.Options.total_T, group.Options.update_proj_gap, group.Options.gamma3)));
        foreach (var (saved, loaded) in optimizer.state_dict().State.Cast<StableSPAM.State>().Zip(other.state_dict().State.Cast<StableSPAM.State>()))
        {
            Assert.NotEqual(0, saved.m_max_t);
            Assert.Equal((saved.m_norm_t, saved.v_norm_t, saved.m_max_t, saved.clip_step, saved.moment_step), (loaded.m_norm_t, loaded.v_norm_t, loaded.m_max_t, loaded.clip_step, loaded.moment_step));
        }
    }

    [Fact]
    public void Bursts_of_a_thousand_times_the_gradient_are_survived_better_than_by_Adam()
    {
        manual_seed(9);
        var losses = new Dictionary<string, double>();
        foreach (var kind in new[] { "StableSPAM", "AdamW" })
        {
            using var model = new Trained(ScalarType.Float64);
            using FusedOptimizer optimizer = kind == "AdamW" ? torch.optim.AdamW(model, 0.05, weight_decay: 0, fused: true) : torch.optim.StableSPAM(model, 0.05);
            for (var step = 0; step < 120; step++)
            {
                using var scope = NewDisposeScope();
                var tokens = (arange(20, int64) * (3 + step) + step).remainder(7).view(4, 5);
                optimizer.zero_grad();
                var loss = nn.functional.cross_entropy(model.call(tokens).view(-1, 7), tokens.view(-1)) * (step % 20 == 10 ? 1000 : 1);
                loss.backward();
                optimizer.step();
                losses[kind] = loss.item<double>();
            }
        }

        Assert.True(losses["StableSPAM"] < losses["AdamW"], string.Join(", ", losses));
    }

    private static Tensor Data(int seed)
    {
        var place = arange(12, dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(4, 3);
    }
}
