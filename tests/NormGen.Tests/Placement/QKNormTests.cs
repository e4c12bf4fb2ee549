using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Placement;

/// <summary>Norms on queries and keys against the same attention written out.</summary>
[Collection(CountingTensors.Name)]
public class QKNormTests
{
    private const long Width = 12;

    [Fact]
    public void Separate_projections_normalize_each_head_of_queries_and_of_keys()
    {
        using var everything = NewDisposeScope();
        manual_seed(21);
        var attention = new SeparateAttention(Width, 4, 2).to(ScalarType.Float64);
        Shake(attention);
        var p = attention.named_parameters().ToDictionary(item => item.name, item => (Tensor)item.parameter);
        Assert.Equal([3L], p["query_norm.weight"].shape);
        Compare(attention, x => Attend(
            Rms(Project(x, "query"), p["query_norm.weight"]),
            Layer(Project(x, "key"), p["key_norm.weight"], p["key_norm.bias"], 1e-4),
            Project(x, "value"),
            p["output.weight"],
            p["output.bias"]));

        Tensor Project(Tensor x, string name) => nn.functional.linear(x, p[name + ".weight"], p[name + ".bias"]).unflatten(2, -1, 3);
    }

    [Fact]
    public void A_packed_projection_normalizes_queries_and_keys_and_leaves_values()
    {
        using var everything = NewDisposeScope();
        manual_seed(22);
        var attention = new PackedAttention(Width, 3).to(ScalarType.Float64);
        Assert.Equal(2, attention.QkvNormQ.Value(0)[0].item<double>());
        Shake(attention);
        var p = attention.named_parameters().ToDictionary(item => item.name, item => (Tensor)item.parameter);
        Assert.Contains("qkv_norm_k.gain", p.Keys);
        Compare(attention, x =>
        {
            var parts = nn.functional.linear(x, p["_qkv.weight"], p["_qkv.bias"]).chunk(3, -1).Select(part => part.unflatten(2, 3, 4)).ToArray();
            return Attend(Unit(parts[0], p["qkv_norm_q.gain"]), Unit(parts[1], p["qkv_norm_k.gain"]), parts[2], p["output.weight"], p["output.bias"]);
        });

        static Tensor Unit(Tensor x, Tensor gain) => x / (x.square().sum([-1L], keepdim: true) + 1e-6).sqrt() * gain;
    }

    [Fact]
    public void The_scale_of_the_projections_does_not_count()
    {
        using var everything = NewDisposeScope();
        manual_seed(23);
        var attention = new SeparateAttention(Width, 4, 4);
        var x = randn(2, 5, Width);
        var before = attention.call(x);
        using (no_grad())
        {
            foreach (var (name, parameter) in attention.named_parameters())
            {
                if (name.StartsWith("query.", StringComparison.Ordinal)) parameter.mul_(50);
            }
        }

        Assert.True((attention.call(x) - before).abs().max().item<float>() < 1e-4);
    }

    [Fact]
    public void A_stack_of_such_blocks_has_a_role_for_every_parameter_and_trains()
    {
        using var everything = NewDisposeScope();
        manual_seed(24);
        var model = new StackedModel(7, Width, 2);
        using var optimizer = model.CreateOptimizer(lr: 1e-3);
        var tokens = randint(0, 7, new long[] { 3, 4 });
        var before = model.named_parameters().ToDictionary(item => item.name, item => item.parameter.data<float>().ToArray());
        using (var loss = nn.functional.cross_entropy(model.call(tokens).flatten(0, 1), tokens.flatten())) loss.backward();
        optimizer.step();
        // What is added to every key moves no softmax: the offset of their norm has a gradient of rounding alone.
        Assert.All(model.named_parameters().Where(item => !item.name.EndsWith("key_norm.bias", StringComparison.Ordinal)), item => Assert.NotEqual(before[item.name], item.parameter.data<float>().ToArray()));
        Assert.Contains("stack.blocks.0.attention.query_norm.weight", before.Keys);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var everything = NewDisposeScope();
        var attention = new PackedAttention(Width, 3);
        var x = randn(2, 5, Width);
        Step(true);
        Step(false);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++) Step(i % 2 == 0);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step(bool withGradients)
        {
            using var mode = set_grad_enabled(withGradients);
            using var y = attention.call(x);
            if (!withGradients) return;
            using var loss = y.sum();
            loss.backward();
            foreach (var parameter in attention.parameters()) parameter.grad = null;
        }
    }

    [Fact]
    public void Outputs_that_are_no_whole_number_of_heads_are_said()
    {
        using var everything = NewDisposeScope();
        Assert.Contains("12 outputs", Assert.Throws<ArgumentException>(() => QKNorm.Attach(nn.Linear(4, 12), new RMSNorm(5), 5)).Message);
        Assert.Contains("queries, keys and values", Assert.Throws<ArgumentException>(() => QKNorm.AttachPacked(nn.Linear(4, 12), new RMSNorm(3), new RMSNorm(3), 3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => QKNorm.Attach(nn.Linear(4, 12), new RMSNorm(3), 0));
    }

    private static void Compare(nn.Module<Tensor, Tensor> attention, Func<Tensor, Tensor> composed)
    {
        var x = randn(2, 5, Width, dtype: ScalarType.Float64, requires_grad: true);
        var dy = randn(2, 5, Width, dtype: ScalarType.Float64);
        Tensor[] inputs = [x, .. attention.parameters()];
        var (theirs, ours) = (composed(x), attention.call(x));
        Close(theirs, ours, Largest(theirs));
        var (wanted, given) = (autograd.grad([theirs], inputs, [dy]), autograd.grad([ours], inputs, [dy]));
        // Against the largest of all: what is added to every key moves no softmax, so that an offset there has a gradient of rounding alone.
        var largest = wanted.Max(Largest);
        for (var i = 0; i < inputs.Length; i++) Close(wanted[i], given[i], largest);
    }

    /// <summary>Causal attention of <c>[batch, time, heads, features]</c>; keys and values may have fewer heads.</summary>
    private static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor weight, Tensor bias)
    {
        var groups = q.size(2) / k.size(2);
        var (queries, keys, values) = (q.transpose(1, 2), k.transpose(1, 2).repeat_interleave(groups, 1), v.transpose(1, 2).repeat_interleave(groups, 1));
        var scores = queries.matmul(keys.transpose(-2, -1)) / Math.Sqrt(q.size(-1));
        var hidden = ones(q.size(1), q.size(1), ScalarType.Bool).tril().logical_not();
        var attended = scores.masked_fill(hidden, double.NegativeInfinity).softmax(-1).matmul(values);
        return nn.functional.linear(attended.transpose(1, 2).flatten(2), weight, bias);
    }

    private static Tensor Rms(Tensor x, Tensor weight) => x / (x.square().mean([-1L], keepdim: true) + NormEps).sqrt() * weight;

    /// <summary>The default eps of RMSNorm: the machine epsilon of its type.</summary>
    private static double NormEps => Math.BitIncrement(1.0) - 1;

    private static Tensor Layer(Tensor x, Tensor weight, Tensor bias, double eps)
    {
        var centred = x - x.mean([-1L], keepdim: true);
        return (centred / (centred.square().mean([-1L], keepdim: true) + eps).sqrt() * weight) + bias;
    }

    private static void Shake(nn.Module module)
    {
        using var mode = no_grad();
        foreach (var parameter in module.parameters()) parameter.add_(randn_like(parameter) * 0.3);
    }

    private static double Largest(Tensor tensor) => tensor.abs().max().item<double>();

    private static void Close(Tensor expected, Tensor actual, double largest)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = Largest(expected - actual) / largest;
        Assert.True(error < 1e-10, $"relative error {error:E2}");
    }
}
