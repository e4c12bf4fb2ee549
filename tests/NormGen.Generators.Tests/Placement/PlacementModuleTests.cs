using NormGen.Generators.Tests.Harness;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Placement;

/// <summary>Generated blocks as TorchSharp modules: names, saving, conversion, hooks, lifetimes.</summary>
public class PlacementModuleTests
{
    [Fact]
    public void NormsAreNamedAfterTheirSublayersInTheState()
    {
        using var everything = NewDisposeScope();
        string[] sublayers =
        [
            "mixer.projection.weight", "mixer.projection.bias",
            "feedForward.up.weight", "feedForward.up.bias", "feedForward.down.weight", "feedForward.down.bias",
        ];
        Assert.Equal(
            [.. sublayers, "mixer_norm_in.weight", "mixer_norm_out.weight", "feedForward_norm_in.weight", "feedForward_norm_out.weight"],
            Make("PeriLN", "RMSNorm").state_dict().Keys.ToArray());
        Assert.Equal(
            [.. sublayers, "mixer_norm.weight", "mixer_norm.bias", "feedForward_norm.weight", "feedForward_norm.bias"],
            Make("PreLN", "FusedLayerNorm").state_dict().Keys.ToArray());
        Assert.Equal([.. sublayers, "mixer_norm.weight", "feedForward_norm.weight"], Make("PostLN", "RMSNorm").state_dict().Keys.ToArray());
        Assert.Equal([.. sublayers, "mixer_norm.weight", "feedForward_norm.weight"], Make("OutputNorm", "RMSNorm").state_dict().Keys.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ASavedBlockComputesTheSameAfterLoading(bool fuse)
    {
        using var everything = NewDisposeScope();
        var path = Path.GetTempFileName();
        try
        {
            var saved = Make("PeriLN", "FusedLayerNorm", fuse: fuse);
            using (no_grad())
            {
                foreach (var parameter in saved.parameters()) parameter.add_(randn_like(parameter));
            }

            saved.save(path);
            var loaded = Make("PeriLN", "FusedLayerNorm", fuse: fuse);
            loaded.load(path);
            var x = randn(3, 6);
            Assert.Equal(saved.call(x, ones(3, 6)).data<float>().ToArray(), loaded.call(x, ones(3, 6)).data<float>().ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("PreLN")]
    [InlineData("PostLN")]
    [InlineData("PeriLN")]
    [InlineData("OutputNorm")]
    public void GainsAreReadOnEveryCallSoThatConversionTakesEffect(string placement)
    {
        using var everything = NewDisposeScope();
        var block = Make(placement, "RMSNorm");
        block.call(randn(2, 6), ones(2, 6));
        block.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, block.call(randn(2, 6, dtype: ScalarType.Float64), ones(2, 6, dtype: ScalarType.Float64)).dtype);
    }

    [Theory]
    [InlineData("PostLN", true)]
    public void NoTensorIsLeftBehindWithAndWithoutGradients(string placement, bool fuse)
    {
        using var everything = NewDisposeScope();
        var block = Make(placement, "FusedLayerNorm", scale: "0.25", fuse: fuse);
        var x = randn(4, 6);
        var mask = ones(4, 6);
        foreach (var withGradients in new[] { true, false })
        {
            Step(withGradients);
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (var i = 0; i < 5; i++) Step(withGradients);
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        void Step(bool withGradients)
        {
            using var mode = set_grad_enabled(withGradients);
            using var y = block.call(x, mask);
            if (!withGradients) return;
            using var loss = y.sum();
            loss.backward();
            foreach (var parameter in block.parameters()) parameter.grad = null;
        }
    }

    [Fact]
    public void HooksOnSublayersFireAndHooksOnNormsFireWhereTheyAreCalled()
    {
        using var everything = NewDisposeScope();
        Assert.Equal(["mixer", "feedForward"], Fired(fuse: true));
        Assert.Equal(["mixer_norm_in", "mixer", "mixer_norm_out", "feedForward_norm_in", "feedForward", "feedForward_norm_out"], Fired(fuse: false));

        static List<string> Fired(bool fuse)
        {
            var fired = new List<string>();
            var block = Make("PeriLN", "RMSNorm", fuse: fuse);
            foreach (var (name, child) in block.named_children())
            {
                if (child is nn.Module<Tensor, Tensor> one) one.register_forward_hook((_, _, output) => { fired.Add(name); return output; });
                else ((nn.Module<Tensor, Tensor, Tensor>)child).register_forward_hook((_, _, _, output) => { fired.Add(name); return output; });
            }

            block.call(randn(2, 6), ones(2, 6));
            return fired;
        }
    }

    [Theory]
    [InlineData("PreLN", "x")]
    [InlineData("PostLN", "x")]
    [InlineData("PeriLN", "x")]
    [InlineData("PostLN(Fuse = false)", "x")]
    [InlineData("PeriLN(Fuse = false)", "x")]
    [InlineData("OutputNorm", "x")]
    [InlineData("OutputNorm(Fuse = false)", "x")]
    [InlineData("PreLN", "weight")]
    [InlineData("PeriLN", "weight")]
    public void WhatASublayerHandsThroughIsNotDisposed(string placement, string result)
    {
        using var everything = NewDisposeScope();
        var assembly = BlockSources.RunSample($$"""
            public sealed class Through : nn.Module<Tensor, Tensor>
            {
                private readonly Parameter weight = nn.Parameter(ones(4));
                public Through() : base("") => RegisterComponents();
                public override Tensor forward(Tensor x) => {{result}};
            }

            [{{placement}}]
            public partial class Block : nn.Module<Tensor, Tensor>
            {
                [Sublayer] private readonly Through a = new(), b = new();
                public Block() : base("") { InitializeNorms(4); RegisterComponents(); }
                public override partial Tensor forward(Tensor x);
            }
            """).Load();
        var block = (nn.Module<Tensor, Tensor>)Activator.CreateInstance(assembly.GetType("Sample.Block")!)!;
        var x = result == "x" ? randn(3, 4) : randn(4);
        using (no_grad())
        {
            var first = block.call(x);
            Assert.Equal(first.data<float>().ToArray(), block.call(x).data<float>().ToArray());
            Assert.False(x.IsInvalid);
        }
    }

    [Fact]
    public void AWrongFeatureSizeIsSaid()
    {
        using var everything = NewDisposeScope();
        var block = Make("PreLN", "RMSNorm");
        foreach (var shape in new long[][] { [3, 1], [3, 7], [] })
        {
            var error = Assert.Throws<ArgumentException>(() => block.call(randn(shape), ones(1)));
            Assert.Contains("[.., 6]", error.Message);
            Assert.Contains("[" + string.Join(", ", shape) + "]", error.Message);
        }
    }

    [Fact]
    public void ASublayerThatChangesTheShapeIsNamed()
    {
        using var everything = NewDisposeScope();
        var error = Assert.Throws<InvalidOperationException>(() => Make("PreLN", "RMSNorm").call(randn(1, 6), ones(5, 6)));
        Assert.Contains("'mixer' returned [5, 6]", error.Message);
    }

    [Fact]
    public void FeaturesAndDepthArePositive()
    {
        using var everything = NewDisposeScope();
        Assert.IsType<ArgumentOutOfRangeException>(Assert.Throws<System.Reflection.TargetInvocationException>(
            () => BlockLibrary.Make("PreLN", "RMSNorm", "ResidualScale.InverseBranches", true, 6, depth: 0)).InnerException);
    }

    [Fact]
    public void NoRowsGiveNoRows()
    {
        using var everything = NewDisposeScope();
        foreach (var placement in new[] { "PreLN", "PostLN", "PeriLN" })
            Assert.Equal([0, 6], Make(placement, "FusedLayerNorm").call(zeros(0, 6), zeros(0, 6)).shape);
    }

    private static nn.Module<Tensor, Tensor, Tensor> Make(string placement, string norm, string scale = "", bool fuse = true)
        => BlockLibrary.Make(placement, norm, scale, fuse, width: 6);
}
