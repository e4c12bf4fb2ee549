using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Placement;

/// <summary>Generated stacks: norms at their ends, and schedules over depth.</summary>
[Collection(CountingTensors.Name)]
public class BlockStackTests
{
    private const long Width = 6;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(5, 2)]
    public void A_schedule_runs_its_first_blocks_as_Post_LN_and_the_rest_as_Pre_LN(int depth, int post)
    {
        using var everything = NewDisposeScope();
        manual_seed(3);
        var stack = new MixStack(Width, depth, depth).to(ScalarType.Float64);
        Shake(stack);
        Assert.Equal(Enumerable.Range(0, depth).Select(i => i < post), stack.Blocks.Select(block => block.IsPostLN));
        Compare(stack, stack.Blocks, Run, embed: null, stack.FinalNorm.call);

        Tensor Run(int block, Tensor x, Tensor mask)
        {
            x = Step(x, block, "mixer", n => Child<MaskedMixer>(stack.Blocks[block], "mixer").call(n, mask));
            return Step(x, block, "feedForward", Child<Widened>(stack.Blocks[block], "feedForward").call);
        }

        Tensor Step(Tensor x, int block, string sublayer, Func<Tensor, Tensor> f)
        {
            var norm = Child<nn.Module<Tensor, Tensor>>(stack.Blocks[block], sublayer + "_norm");
            return block < post ? norm.call(x + f(x)) : x + f(norm.call(x));
        }
    }

    [Fact]
    public void A_stated_depth_and_a_number_of_layers_make_the_same_as_blocks_called_in_turn()
    {
        using var everything = NewDisposeScope();
        manual_seed(4);
        var stack = new StatedStack(Width, 4).to(ScalarType.Float64);
        Shake(stack);
        Assert.Equal([true, true, false, false], stack.Blocks.Select(block => block.IsPostLN));
        Compare(stack, stack.Blocks, (block, x, mask) => stack.Blocks[block].call(x, mask), stack.EmbedNorm.call, stack.FinalNorm.call);
    }

    [Fact]
    public void A_stack_of_Peri_LN_blocks_has_norms_at_both_ends()
    {
        using var everything = NewDisposeScope();
        manual_seed(5);
        var stack = new PeriStack(Width, 3).to(ScalarType.Float64);
        Shake(stack);
        Assert.Equal(1e-6, stack.EmbedNorm.eps);
        Assert.Contains("embed_norm.weight", stack.state_dict().Keys);
        Assert.Contains("final_norm.weight", stack.state_dict().Keys);
        Compare(stack, stack.Blocks, (block, x, mask) => stack.Blocks[block].call(x, mask), stack.EmbedNorm.call, stack.FinalNorm.call);
    }

    [Fact]
    public void Without_norms_at_its_ends_a_stack_is_its_blocks()
    {
        using var everything = NewDisposeScope();
        manual_seed(6);
        var stack = new LateStack(Width, 2).to(ScalarType.Float64);
        Shake(stack);
        Compare(stack, stack.Blocks, (block, x, mask) => stack.Blocks[block].call(x, mask), embed: null, final: null);
    }

    [Fact]
    public void A_block_chooses_the_same_body_by_itself()
    {
        using var everything = NewDisposeScope();
        manual_seed(7);
        var (x, mask) = (randn(3, Width), rand(3, Width));
        foreach (var layer in new[] { 0, 1 })
        {
            var block = new MixBlock(Width, layer, 2);
            var chosen = layer == 0 ? block.ForwardPost(x, mask) : block.ForwardPre(x, mask);
            Assert.Equal(chosen.data<float>().ToArray(), block.call(x, mask).data<float>().ToArray());
            Assert.NotEqual(block.ForwardPost(x, mask).data<float>().ToArray(), block.ForwardPre(x, mask).data<float>().ToArray());
        }
    }

    [Fact]
    public void A_schedule_that_is_longer_than_the_stack_is_said()
    {
        using var everything = NewDisposeScope();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ComposedMixBlock(Width, 0, 1));
        Assert.Contains("longer than the stack of 1", error.Message);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public void A_place_outside_of_the_stack_is_said(int layer, int depth)
    {
        using var everything = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => new MixBlock(Width, layer, depth));
    }

    [Fact]
    public void Blocks_that_were_made_for_another_stack_are_said()
    {
        using var everything = NewDisposeScope();
        var error = Assert.Throws<InvalidOperationException>(() => new MixStack(Width, 2, announced: 6));
        Assert.Contains("place 1 of 'MixStack' (2 blocks, the first 1 of them Post-LN)", error.Message);
    }

    [Fact]
    public void A_depth_that_is_not_known_or_another_is_said()
    {
        using var everything = NewDisposeScope();
        Assert.Contains("depth of 'LateStack' is not known", Assert.Throws<InvalidOperationException>(() => new LateStack(Width, 0)).Message);
        Assert.Contains("stack of 4 blocks, and has 3", Assert.Throws<InvalidOperationException>(() => new StatedStack(Width, 3)).Message);
        var shortened = new MixStack(Width, 2, 2);
        shortened.Drop();
        Assert.Contains("stack of 2 blocks, and has 1", Assert.Throws<InvalidOperationException>(() => shortened.call(randn(2, Width), ones(2, Width))).Message);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var everything = NewDisposeScope();
        var stack = new PeriStack(Width, 3);
        var (x, mask) = (randn(4, Width), ones(4, Width));
        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++) Step();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.False(x.IsInvalid);

        void Step()
        {
            using var y = stack.call(x, mask);
            using var loss = y.sum();
            loss.backward();
            foreach (var parameter in stack.parameters()) parameter.grad = null;
        }
    }

    private static void Compare<T>(nn.Module<Tensor, Tensor, Tensor> stack, IReadOnlyList<T> blocks, Func<int, Tensor, Tensor, Tensor> run, Func<Tensor, Tensor>? embed, Func<Tensor, Tensor>? final)
    {
        foreach (var shape in new long[][] { [2, 3, Width], [4, Width] })
        {
            var x = randn(shape, dtype: ScalarType.Float64, requires_grad: true);
            var (mask, dy) = (rand(shape, dtype: ScalarType.Float64), randn(shape, dtype: ScalarType.Float64));
            Tensor[] inputs = [x, .. stack.parameters()];
            var theirs = embed is null ? x : embed(x);
            for (var i = 0; i < blocks.Count; i++) theirs = run(i, theirs, mask);
            if (final is not null) theirs = final(theirs);
            var ours = stack.call(x, mask);
            Close(theirs, ours);
            foreach (var (wanted, given) in autograd.grad([theirs], inputs, [dy]).Zip(autograd.grad([ours], inputs, [dy]))) Close(wanted, given);
        }
    }

    private static void Shake(nn.Module module)
    {
        using var mode = no_grad();
        foreach (var parameter in module.parameters()) parameter.add_(randn_like(parameter) * 0.3);
    }

    private static T Child<T>(nn.Module module, string name)
        where T : nn.Module
        => (T)module.named_children().Single(child => child.name == name).module;

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().item<double>() / Math.Max(expected.abs().max().item<double>(), 1e-30);
        Assert.True(error < 1e-10, $"relative error {error:E2}");
    }
}
