using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>AdaB2N over tasks, against its equations composed in TorchSharp and differentiated by autograd.</summary>
public class AdaB2NTests
{
    public static TheoryData<double, long[], ScalarType> Cases()
    {
        var cases = new TheoryData<double, long[], ScalarType>();
        foreach (var kappa in (double[])[0, 0.4, 1])
            foreach (var shape in (long[][])[[6, 5, 4, 3], [9, 3, 1, 1], [7, 16, 8, 9]])
                foreach (var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16]) cases.Add(kappa, shape, type);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_over_tasks_are_the_equations(double kappa, long[] shape, ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(21);
        var parameters = type == ScalarType.BFloat16 ? ScalarType.Float32 : type;
        using var norm = torch.nn.AdaB2N2d(shape[1], 4, kappa, eps: 1e-3, dtype: parameters);
        using (no_grad())
            foreach (var parameter in norm.parameters()) parameter.copy_(randn(parameter.shape) * 0.5 + 1);
        var (mean, variance, eta) = (zeros(shape[1], ScalarType.Float64), ones(shape[1], ScalarType.Float64), 0.0);
        for (var step = 0; step < 8; step++)
        {
            if (step is 2 or 4) norm.EndTask();
            var task = step < 2 ? 0 : step < 4 ? 1 : 2;
            var tasks = step == 5 ? zeros(shape[0], ScalarType.Int64) : randint(0, task + 1, shape[0], dtype: ScalarType.Int64); // once two tasks are absent
            var given = step != 6;
            if (given) norm.SetTaskCounts(tasks);
            var x = (randn(shape, ScalarType.Float64) * 2 + 0.5 * step).to(type).requires_grad_();
            var gy = randn(shape, ScalarType.Float64).to(type);
            norm.zero_grad();
            var y = norm.call(x);
            var loss = norm.NormLoss();
            autograd.backward([y, loss], [gy, full_like(loss, 0.3)]);

            var leaves = norm.parameters().Prepend(x).Select(tensor => tensor.detach().to(ScalarType.Float64).requires_grad_()).ToArray();
            eta = kappa switch { 0 => 1.0 / (step + 1), 1 => 0.1, _ => step == 0 ? Math.Pow(0.1, kappa) : eta / (eta + Math.Pow(0.9, kappa)) };
            var (wanted, wantedLoss) = Composed(leaves, tasks, given && task > 0 ? task : 0);
            (wanted * gy.to(ScalarType.Float64)).sum().add(wantedLoss * 0.3).backward();
            Compared.Same(wanted.to(type), y, type, $"step {step}, result");
            Compared.Same(wantedLoss.to(parameters), loss.to(parameters), type, $"step {step}, loss");
            Compared.Same(leaves[0].grad!.to(type), x.grad!, type, $"step {step}, gradient of x");
            // What arrives at task weights is what is left of terms some ten times as large.
            foreach (var ((name, parameter), leaf) in norm.named_parameters().Zip(leaves[1..]))
                Compared.Same((leaf.grad ?? zeros_like(leaf)).to(parameters) / Scale(name), (parameter.grad ?? zeros_like(parameter)) / Scale(name), type, $"step {step}, gradient of {name}");
            Compared.Same(mean.to(parameters), norm.running_mean, parameters, "running_mean");
            Compared.Same(variance.to(parameters), norm.running_var, parameters, "running_var");
            Assert.Equal(eta, norm.last_eta.item<double>(), 1e-14);
        }

        static double Scale(string name) => name == "task_weight" ? 10 : 1;

        (Tensor Y, Tensor Loss) Composed(Tensor[] leaves, Tensor tasks, long task)
        {
            var named = norm.named_parameters().Select((item, i) => (item.name, leaves[i + 1])).ToDictionary(item => item.name, item => item.Item2);
            var share = full([shape[0]], 1.0 / shape[0], ScalarType.Float64);
            if (task > 0)
            {
                var counts = stack([.. Enumerable.Range(0, (int)task + 1).Select(j => (tasks == j).sum())]).to(ScalarType.Float64);
                var concentration = named["task_weight"].slice(0, 0, task + 1, 1).exp() + counts;
                share = (concentration / concentration.sum()).index_select(0, tasks) / counts.index_select(0, tasks);
            }

            var own = (share.unsqueeze(1) * leaves[0].mean([2L, 3L])).sum([0L]);
            var spread = (share.unsqueeze(1) * (leaves[0] - own.view(1, -1, 1, 1)).square().mean([2L, 3L])).sum([0L]);
            mean = (1 - eta) * mean + eta * own.detach();
            variance = (1 - eta) * variance + eta * spread.detach();
            var z = (leaves[0] - own.view(1, -1, 1, 1)) / (spread + 1e-3).sqrt().view(1, -1, 1, 1);
            return (z * named["weight"].view(1, -1, 1, 1) + named["bias"].view(1, -1, 1, 1), (own - mean).square().mean() + (spread - variance).square().mean());
        }
    }

    [Fact]
    public void Keys_are_those_of_batch_norm_and_its_own()
    {
        using var norm = torch.nn.AdaB2N2d(3, 5, init_weight: 0.5);
        using var stock = nn.BatchNorm2d(3);
        Assert.Equal(stock.state_dict().Keys.Concat(["task_weight", "last_eta", "cur_tasks"]).Order(), norm.state_dict().Keys.Order());
        Assert.Equal(stock.num_batches_tracked!.shape, norm.num_batches_tracked.shape);
        Assert.Equal((1e-5, 0.1, 1.0), (norm.eps, norm.momentum, norm.kappa));
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f, 0.5f], norm.task_weight.data<float>().ToArray());
    }

    [Fact]
    public void In_the_first_task_it_is_batch_norm_but_for_the_biased_running_variance()
    {
        using var scope = NewDisposeScope();
        manual_seed(22);
        using var norm = torch.nn.AdaB2N2d(4, 2, dtype: ScalarType.Float64);
        using var stock = nn.BatchNorm2d(4, dtype: ScalarType.Float64);
        var x = randn([3, 4, 2, 5], ScalarType.Float64);
        norm.SetTaskCounts(zeros(3, ScalarType.Int64));
        Same();
        Assert.Null(norm.task_weight.grad);
        Compared.Same(stock.running_mean!, norm.running_mean, ScalarType.Float64, "running_mean");
        Compared.Same((stock.running_var! - 0.9) * (29.0 / 30) + 0.9, norm.running_var, ScalarType.Float64, "running_var");
        using (no_grad()) stock.running_var!.copy_(norm.running_var);
        stock.eval();
        norm.eval();
        Same();
        Assert.Equal(1, norm.num_batches_tracked.item<long>());

        void Same()
        {
            var (own, other) = (x.clone().requires_grad_(), x.clone().requires_grad_());
            norm.zero_grad();
            stock.zero_grad();
            var (y, expected) = (norm.call(own), stock.call(other));
            y.sin().sum().backward();
            expected.sin().sum().backward();
            Compared.Same(expected, y, ScalarType.Float64, "result");
            Compared.Same(other.grad!, own.grad!, ScalarType.Float64, "gradient of x");
            Compared.Same(stock.weight!.grad!, norm.weight.grad!, ScalarType.Float64, "gradient of weight");
            Compared.Same(stock.bias!.grad!, norm.bias.grad!, ScalarType.Float64, "gradient of bias");
        }
    }

    [Fact]
    public void Training_goes_on_after_saving_and_loading_as_if_nothing_had_been()
    {
        using var scope = NewDisposeScope();
        using var norm = torch.nn.AdaB2N2d(3, 3, kappa: 0.4);
        using var other = torch.nn.AdaB2N2d(3, 3, kappa: 0.4);
        for (var i = 0; i < 3; i++) Step(norm, i);
        norm.EndTask();
        Step(norm, 3);
        using var stream = new MemoryStream();
        norm.save(new BinaryWriter(stream));
        stream.Position = 0;
        other.load(new BinaryReader(stream));
        Step(norm, 4);
        Step(other, 4);
        Assert.Equal(1, other.cur_tasks.item<long>());
        Assert.Equal(5, other.num_batches_tracked.item<long>());
        foreach (var (name, value) in norm.state_dict()) Assert.True((value == other.state_dict()[name]).all().item<bool>(), name);

        static void Step(AdaB2N2d norm, int step)
        {
            if (norm.cur_tasks.item<long>() > 0) norm.SetTaskCounts(tensor([0L, 1, 1, 0]));
            norm.call((arange(48).reshape(4, 3, 2, 2) * 0.9 + step).sin()).cos().sum().backward();
        }
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(0.7)]
    public void The_momentum_ends_at_its_fixed_point(double kappa)
    {
        using var scope = NewDisposeScope();
        using var norm = torch.nn.AdaB2N2d(1, 1, kappa);
        for (var i = 0; i < 600; i++) norm.call(ones(2, 1, 1, 1)).Dispose();
        Assert.Equal(1 - Math.Pow(0.9, kappa), norm.last_eta.item<double>(), 1e-9);
    }

    [Fact]
    public void The_smaller_kappa_the_nearer_the_running_mean_is_to_all_tasks()
    {
        // Claim of the paper at toy size: 5 tasks, 40 batches each of 10 new and 2 replayed samples.
        var kinds = new (string Name, double? Kappa)[] { ("batch norm", null), ("1", 1), ("0.4", 0.4), ("0.1", 0.1) };
        var errors = new double[kinds.Length];
        for (var seed = 0; seed < 3; seed++)
        {
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            manual_seed(seed);
            var (means, deviations) = (randn(5, 16) * 2, (randn(5, 16) * 0.5).exp());
            var stock = nn.BatchNorm2d(16);
            var norms = kinds.Select(kind => kind.Kappa is { } kappa ? torch.nn.AdaB2N2d(16, 5, kappa) : null).ToArray();
            for (var task = 0; task < 5; task++)
            {
                for (var batch = 0; batch < 40; batch++)
                {
                    using var step = NewDisposeScope();
                    var tasks = cat([full(10, (long)task, ScalarType.Int64), task == 0 ? zeros(2, ScalarType.Int64) : randint(0, task, 2, dtype: ScalarType.Int64)]);
                    var x = means.index_select(0, tasks).view(12, 16, 1, 1) + deviations.index_select(0, tasks).view(12, 16, 1, 1) * randn(12, 16, 4, 4);
                    foreach (var norm in norms)
                    {
                        norm?.SetTaskCounts(tasks);
                        if (norm is null) stock.call(x);
                        else norm.call(x);
                    }
                }

                foreach (var norm in norms) norm?.EndTask();
            }

            for (var i = 0; i < kinds.Length; i++) errors[i] += ((norms[i]?.running_mean ?? stock.running_mean!) - means.mean([0L])).square().mean().sqrt().ToDouble();
        }

        for (var i = 1; i < kinds.Length; i++) Assert.True(errors[i] < errors[i - 1] * 0.97, $"kappa {kinds[i].Name}: {errors[i] / 3:F3}, {kinds[i - 1].Name}: {errors[i - 1] / 3:F3}");
    }

    [Fact]
    public void Wrong_use_is_named_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var norm = torch.nn.AdaB2N2d(3, 2);
        Assert.Contains("last forward in training", Assert.Throws<InvalidOperationException>(() => norm.NormLoss()).Message);
        Refused("[batch, 3, height, width]", () => norm.call(ones(2, 4, 2, 2)));
        Refused("[batch, 3, height, width]", () => norm.call(ones(2, 3, 4)));
        Refused("Float64", () => norm.call(ones([2, 3, 2, 2], ScalarType.Float64)));
        Refused("more than one value", () => norm.call(ones(1, 3, 1, 1)));
        Refused("between 0 and the current task, 0, but hold 1", () => norm.SetTaskCounts(tensor([0L, 1])));
        Refused("hold -1", () => norm.SetTaskCounts(tensor([0L, -1])));
        Refused("Float32", () => norm.SetTaskCounts(zeros(2)));
        Refused("[1, 2]", () => norm.SetTaskCounts(zeros([1, 2], ScalarType.Int64)));
        norm.SetTaskCounts(tensor([0L, 0]));
        Refused("batch of 3", () => norm.call(ones(3, 3, 2, 2)));
        norm.call(ones(2, 3, 2, 2));
        norm.EndTask();
        norm.EndTask();
        Assert.Contains("All 2 tasks", Assert.Throws<InvalidOperationException>(norm.EndTask).Message);
        Assert.Contains("All 2 tasks", Assert.Throws<InvalidOperationException>(() => norm.SetTaskCounts(tensor([0L]))).Message);
        using (NewDisposeScope()) norm.call(ones(2, 3, 2, 2));
        Assert.Contains("DisposeScope", Assert.Throws<InvalidOperationException>(() => norm.NormLoss()).Message);

        void Refused(string words, Action call)
        {
            Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(call).Message);
            Assert.Equal(0, norm.num_batches_tracked.item<long>());
            Assert.Equal(0, norm.running_mean.abs().sum().ToDouble());
        }
    }

    [Fact]
    public void Arguments_out_of_range_are_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("num_features", () => torch.nn.AdaB2N2d(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>("num_tasks", () => torch.nn.AdaB2N2d(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>("kappa", () => torch.nn.AdaB2N2d(2, 2, kappa: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => torch.nn.AdaB2N2d(2, 2, momentum: 0));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.AdaB2N2d(2, 2, eps: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("init_weight", () => torch.nn.AdaB2N2d(2, 2, init_weight: double.NaN));
        Assert.Throws<ArgumentException>("dtype", () => torch.nn.AdaB2N2d(2, 2, dtype: ScalarType.Int64));
    }

    [Fact]
    public void A_parent_registers_moves_and_resets_it()
    {
        using var scope = NewDisposeScope();
        var norm = torch.nn.AdaB2N2d(3, 2, kappa: 0.4);
        using var parent = nn.Sequential(("convolution", nn.Conv2d(3, 3, 1)), ("norm", norm));
        parent.call(randn(4, 3, 5, 5)).sum().backward();
        parent.to(ScalarType.Float64);
        Assert.Equal((ScalarType.Float64, ScalarType.Float64, ScalarType.Int64), (norm.task_weight.dtype, norm.running_var.dtype, norm.cur_tasks.dtype));
        parent.call(randn([4, 3, 5, 5], ScalarType.Float64)).sum().backward();
        Assert.Equal(2, parent.state_dict()["norm.num_batches_tracked"].item<long>());
        Assert.Equal(10, parent.state_dict().Count);
        norm.reset_parameters();
        Assert.Equal(0, norm.num_batches_tracked.item<long>());
        Assert.Equal(3, norm.running_var.sum().item<double>());
    }
}
