using NormGen.Generators.Tests.Placement;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Elements of different types, as autocast leaves a residual stream beside the result of a layer: values, result types and gradients are those of eager code, which promotes.</summary>
public class MixedTypeTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Float16];

    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile("""
            // The joint of two norms.
            [Fused(nameof(JointFormula))]
            internal static partial (Tensor, Tensor) Joint(Tensor x, Tensor f, [PerFeature] Tensor gain, double eps = 1e-5);
            private static (Tensor, Tensor) JointFormula(Tensor x, Tensor f, Tensor gain, double eps)
            {
                var h = x + f * rsqrt(f.square().mean([-1L], keepdim: true) + eps);
                return (h, (h - h.mean([-1L], keepdim: true)) * rsqrt(h.var(-1, unbiased: false, keepdim: true) + eps) * gain);
            }

            // Results of one of the tensors, and one that says itself what type it has.
            [Fused(nameof(SeveralFormula))]
            internal static partial (Tensor, Tensor, Tensor, Tensor) Several(Tensor x, Tensor f);
            private static (Tensor, Tensor, Tensor, Tensor) SeveralFormula(Tensor x, Tensor f) => (x.tanh(), f.square(), x + f.to(x.dtype), f.sum([-1L]));

            // A tensor without dimensions, whose type does not count.
            [Fused(nameof(WholeFormula))]
            internal static partial (Tensor, Tensor) Whole(Tensor x, Tensor f);
            private static (Tensor, Tensor) WholeFormula(Tensor x, Tensor f) => (x * f.mean(), x * f.mean([0L, 1L], keepdim: true));

            // Two orders of two tensors of three.
            [Fused(nameof(ThreeFormula))]
            internal static partial (Tensor, Tensor) Three(Tensor x, Tensor f, Tensor g, double scale = 0.5);
            private static (Tensor, Tensor) ThreeFormula(Tensor x, Tensor f, Tensor g, double scale) => (x * f.sigmoid() + scale * g, where(x > g, x, f));

            // Statistics of the batch, which are kept.
            [Fused(nameof(BatchFormula))]
            internal static partial Tensor Batch(Tensor x, Tensor f, [PerChannel] Tensor weight, [PerChannel, Updated] Tensor running);
            private static (Tensor Y, Tensor running) BatchFormula(Tensor x, Tensor f, Tensor weight, Tensor running)
            {
                var mean = x.mean([0L, 2L, 3L], keepdim: true);
                var y = (x - mean) * rsqrt(x.var([0L, 2L, 3L], unbiased: false, keepdim: true) + 1e-5) * weight.view(1, -1, 1, 1) + f;
                return (y, 0.9 * running + 0.1 * mean.view(-1));
            }

            // Gradients of the author's own.
            [Fused(nameof(SnappedFormula), Backward = nameof(SnappedBackward))]
            internal static partial Tensor Snapped(Tensor x, Tensor f, [PerFeature] Tensor step);
            private static Tensor SnappedFormula(Tensor x, Tensor f, Tensor step) => (x * step).round() / step + f;
            private static (Tensor x, Tensor f, Tensor step) SnappedBackward(Tensor x, Tensor f, Tensor step, Tensor dy) => (dy * 0.5, dy * x, (dy * f).reshape(-1, x.shape[^1]).sum([0L]));

            // Gradients of the author's own in operations that eager code has for one type alone.
            [Fused(nameof(BlendedFormula), Backward = nameof(BlendedBackward))]
            internal static partial Tensor Blended(Tensor x, Tensor f, [PerFeature] Tensor gain);
            private static Tensor BlendedFormula(Tensor x, Tensor f, Tensor gain) => x * gain + f;
            private static (Tensor x, Tensor f, Tensor gain) BlendedBackward(Tensor x, Tensor f, Tensor gain, Tensor dy) => (lerp(dy, dy * gain, 0.25), dy, (dy * x).reshape(-1, x.shape[^1]).sum([0L]));

            // A method that takes parameters of the type of its rows alone.
            [Fused(nameof(NestedFormula))]
            internal static partial Tensor Nested(Tensor x, Tensor f, [PerFeature] Tensor gain);
            private static Tensor NestedFormula(Tensor x, Tensor f, Tensor gain) => Gained(x + f, gain) * f;

            [Fused(nameof(GainedFormula))]
            internal static partial Tensor Gained(Tensor x, [PerFeature] Tensor gain);
            private static Tensor GainedFormula(Tensor x, Tensor gain) => x * rsqrt(x.square().mean([-1L], keepdim: true) + 1e-5) * gain;

            // Dropout of a branch.
            [Fused(nameof(SeamFormula))]
            internal static partial Tensor Seam(Tensor x, Tensor f, double p = 0.25, long seed = 5);
            private static Tensor SeamFormula(Tensor x, Tensor f, double p, long seed) => x + CounterRandom.dropout(f, p, seed);

            // In the memory of the stream, and beside another result.
            [Fused(nameof(JoinFormula))]
            internal static partial (Tensor x, Tensor Normed) Join([Inplace] Tensor x, Tensor f, [PerFeature] Tensor gain);
            private static (Tensor, Tensor) JoinFormula(Tensor x, Tensor f, Tensor gain)
            {
                var h = x + f;
                return (h, h * rsqrt(h.square().mean([-1L], keepdim: true) + 1e-5) * gain);
            }

            // Momentum.
            [Fused(nameof(StepFormula))]
            internal static partial void Step([Updated] Tensor p, Tensor g, [Updated] Tensor m, double lr = 0.1);
            private static (Tensor p, Tensor m) StepFormula(Tensor p, Tensor g, Tensor m, double lr)
            {
                var momentum = 0.9 * m + g;
                return (p - lr * momentum / (momentum.norm(-1, keepdim: true) + 1e-6), momentum);
            }
        """));

    private static readonly Lazy<System.Reflection.Assembly> Blocks = new(() => BlockSources.Run(
    [
        """
        using TorchSharp.Modules;

        namespace Sample;

        public sealed class Converting : nn.Module<Tensor, Tensor>
        {
            private readonly Linear layer;
            private readonly ScalarType type;
            public Converting(long width, ScalarType type) : base(nameof(Converting)) { layer = nn.Linear(width, width); this.type = type; RegisterComponents(); }
            public override Tensor forward(Tensor x) { using var single = x.to(ScalarType.Float32); using var y = layer.call(single); return y.to(type); }
        }
        """,
        .. from placement in new[] { "PreLN", "PostLN", "PeriLN", "OutputNorm" }
           from fuse in new[] { true, false }
           let name = placement + (fuse ? "Fused" : "Composed")
           select $$"""
               using NormGen.Modules;

               namespace Sample;

               [{{placement}}(Norm = typeof(RMSNorm), Fuse = {{(fuse ? "true" : "false")}})]
               public partial class {{name}} : nn.Module<Tensor, Tensor>
               {
                   [Sublayer] private readonly Converting first;
                   [Sublayer] private readonly Converting second;

                   public {{name}}(long width, ScalarType type) : base(nameof({{name}}))
                   {
                       first = new(width, type);
                       second = new(width, type);
                       InitializeNorms(width);
                       RegisterComponents();
                   }

                   public override partial Tensor forward(Tensor x);
               }
               """,
    ]).Load());

    public static TheoryData<string, ScalarType, ScalarType> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, ScalarType, ScalarType>();
            foreach (var name in new[] { "Joint", "Several", "Whole", "Three", "Batch", "Snapped", "Blended", "Nested", "Seam", "Join" })
            {
                foreach (var first in Types)
                    foreach (var second in Types.Where(t => t != first)) pairs.Add(name, first, second);
            }

            return pairs;
        }
    }

    /// <summary>Small tensors are float32, which goes with all.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void AreTheFormula(string name, ScalarType first, ScalarType second)
    {
        long[][] shapes = name == "Batch" ? [[3, 4, 5, 7], [2, 1, 1, 1]] : name == "Whole" ? [[5, 17], [64, 130]] : [[5, 17], [2, 3, 8], [1, 1], [0, 7], [16], [64, 130]];
        var formula = Library.Value[name];
        foreach (var shape in shapes)
        {
            if (name == "Join") Overwrite(formula, shape, first, second);
            else
                new Comparison(formula, shape, first) { Types = TypeOf, IsTwice = shape.Length == 2 && shape[0] > 0, Accuracy = Accuracy.Of(first) }.Check();
        }

        if (name == "Batch") return;
        // The gradient of an expanded branch of a norm is nothing but the rounding of its terms.
        foreach (var layout in Layout.All.Where(l => name is not ("Joint" or "Join") || !l.Overlaps))
            new Comparison(formula, [4, 6], first) { Types = TypeOf, Layouts = _ => layout, IsInplace = name == "Join", Accuracy = Accuracy.Of(first) with { Tolerance = 4 * Accuracy.Of(first).Tolerance } }.Check();

        // Of three, the last is as the first.
        ScalarType TypeOf(int tensor) => !formula.IsLikeFirst(tensor) ? ScalarType.Float32 : tensor == 1 ? second : first;
    }

    public static TheoryData<ScalarType, ScalarType> TwoTypes
    {
        get
        {
            var pairs = new TheoryData<ScalarType, ScalarType>();
            foreach (var first in Types)
                foreach (var second in Types.Where(t => t != first)) pairs.Add(first, second);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(TwoTypes))]
    public void UpdatesKeepTheTypesOfWhatTheyOverwrite(ScalarType parameter, ScalarType momentum)
    {
        foreach (var gradient in new[] { parameter, momentum })
        {
            foreach (var shape in new long[][] { [3, 40], [7], [5, 1], [0, 4] })
            {
                foreach (var layout in Layout.All.Where(l => !l.Overlaps))
                    new UpdateComparison(Library.Value["Step"], shape, parameter) { Types = i => i == 0 ? parameter : i == 1 ? gradient : momentum, Lay = (_, t) => layout.Of(t), Accuracy = Accuracy.Of(parameter) }.Check();
            }
        }
    }

    /// <summary>What overwrites a tensor has its type, and its place in the graph.</summary>
    private static void Overwrite(FusedFormula formula, long[] shape, ScalarType first, ScalarType second)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        Tensor Draw(ScalarType type) => randn(shape, generator: generator).to(type).detach();
        var (x, f, gain) = (Draw(first).requires_grad_(), Draw(second).requires_grad_(), randn(shape[^1], generator: generator).detach());
        Tensor[] dy = [Draw(first), Draw(ScalarType.Float32)];
        var stream = x * 1;
        var results = formula.CallKernel(stream, f, gain);
        Assert.Same(stream, results[0]);
        Assert.Equal(first, stream.dtype);
        var gradients = autograd.grad([(stream * dy[0]).sum(), (results[1] * dy[1]).sum()], [x, f], [ones([], dtype: first), ones([], dtype: (results[1] * dy[1]).dtype)]);

        var (wide, branch) = (x.detach().to(ScalarType.Float64).requires_grad_(), f.detach().to(ScalarType.Float64).requires_grad_());
        var expected = formula.CallFormula(wide * 1, branch, gain.to(ScalarType.Float64));
        var expectedGradients = autograd.grad([(expected[0] * dy[0]).sum(), (expected[1] * dy[1]).sum()], [wide, branch], [ones([], dtype: ScalarType.Float64), ones([], dtype: ScalarType.Float64)]);
        Close(expected[0], results[0], first);
        Close(expected[1], results[1], results[1].dtype);
        Assert.Equal([first, second], gradients.Select(g => g.dtype));
        Close(expectedGradients[0], gradients[0], first);
        Close(expectedGradients[1], gradients[1], second);

        void Close(Tensor wanted, Tensor found, ScalarType type)
        {
            if (wanted.numel() == 0) return;
            var error = (wanted - found.to(ScalarType.Float64)).abs().max().item<double>() / Math.Max(1, wanted.abs().max().item<double>());
            Assert.True(error <= 2 * Math.Max(Accuracy.Of(type).Tolerance, Accuracy.Of(first).Tolerance), $"{first}, {second}, [{string.Join(", ", shape)}]: {error:E2}");
        }
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16)]
    public void LeavesAndExpandedTensorsAreNotOverwritten(ScalarType first, ScalarType second)
    {
        using var scope = NewDisposeScope();
        var formula = Library.Value["Join"];
        var leaf = ones(3, 8, dtype: first).requires_grad_();
        var before = leaf.detach().clone();
        Assert.Throws<InvalidOperationException>(() => formula.CallKernel(leaf, ones(3, 8, dtype: second), ones(8)));
        Assert.Throws<ArgumentException>(() => formula.CallKernel(ones(1, 8, dtype: first).expand(3, 8), ones(3, 8, dtype: second), ones(8)));
        Assert.True(leaf.eq(before).all().item<bool>());
    }

    /// <summary>A view passes its gradient on to the whole, which has the new values.</summary>
    [Fact]
    public void AViewOfAShorterTypeIsOverwritten()
    {
        using var scope = NewDisposeScope();
        var formula = Library.Value["Join"];
        var whole = randn(6, 8).to(ScalarType.BFloat16).detach().requires_grad_();
        var changed = whole * 1;
        var f = randn(3, 8).requires_grad_();
        formula.CallKernel(changed.narrow(0, 2, 3), f, ones(8));
        changed.sum().backward();
        Assert.True(whole.grad!.allclose(ones_like(whole)));
        Assert.True(f.grad!.allclose(ones_like(f)));
        var expected = whole.detach().narrow(0, 2, 3) + f.detach();
        Assert.True(changed.detach().narrow(0, 2, 3).eq(expected.to(ScalarType.BFloat16)).all().item<bool>());
    }

    [Fact]
    public void UpdatedTensorsOfOneTypeMayNotShareMemory()
    {
        using var scope = NewDisposeScope();
        var p = ones(4, 8, dtype: ScalarType.BFloat16);
        var error = Assert.Throws<ArgumentException>(() => Library.Value["Step"].CallKernel(p, randn(4, 8), p.view(4, 8)));
        Assert.Contains("shares memory", error.Message);
        Assert.True(p.eq(1).all().item<bool>());
    }

    /// <summary>A stream in one type and layers that return another.</summary>
    [Theory]
    [InlineData("PreLN", ScalarType.Float32, ScalarType.BFloat16)]
    [InlineData("PeriLN", ScalarType.Float32, ScalarType.BFloat16)]
    [InlineData("PeriLN", ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData("PostLN", ScalarType.Float16, ScalarType.BFloat16)]
    [InlineData("OutputNorm", ScalarType.Float32, ScalarType.Float16)]
    public void JointsPromoteAsEagerCode(string placement, ScalarType stream, ScalarType branch)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (fused, composed) = (Make($"{placement}Fused"), Make($"{placement}Composed"));
        composed.load_state_dict(fused.state_dict());
        var x = randn(4, 3, 8).to(stream).detach();
        var (ours, ourGradient) = Run(fused);
        var (theirs, theirGradient) = Run(composed);
        Close(theirs, ours);
        Close(theirGradient, ourGradient);

        nn.Module<Tensor, Tensor> Make(string name) => (nn.Module<Tensor, Tensor>)Activator.CreateInstance(Blocks.Value.GetType("Sample." + name, throwOnError: true)!, 8L, branch)!;

        (Tensor, Tensor) Run(nn.Module<Tensor, Tensor> block)
        {
            var leaf = x.clone().requires_grad_();
            var y = block.call(leaf);
            return (y.detach(), autograd.grad([y.to(ScalarType.Float32).square().sum()], [leaf])[0]);
        }

        static void Close(Tensor expected, Tensor actual)
        {
            Assert.Equal(expected.dtype, actual.dtype);
            var (e, a) = (expected.to(ScalarType.Float64), actual.to(ScalarType.Float64));
            Assert.True((e - a).abs().max().item<double>() <= 0.05 * Math.Max(1, e.abs().max().item<double>()));
        }
    }
}
