using NormGen.Optimizers;
using NormGen.Tests.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Devices;

/// <summary>Optimizers over parameters on a GPU against the same steps on the CPU.</summary>
public class GpuOptimizerTests
{
    private const int Steps = 8;

    public static TheoryData<string> Kinds => Trained.Kinds;

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Steps_agree_with_the_CPU(string kind)
    {
        var device = Gpu.Required();
        using var scope = NewDisposeScope();
        var expected = Run(kind, CPU);
        var actual = Run(kind, device);
        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-7 * Math.Max(1, Math.Abs(expected[i])), $"element {i}: {actual[i]:R} instead of {expected[i]:R}");
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Saved_on_the_GPU_and_loaded_there_the_next_steps_are_the_same(string kind)
    {
        var device = Gpu.Required();
        using var scope = NewDisposeScope();
        using var model = Model(device);
        using var optimizer = Trained.Optimizer(kind, model);
        Step(model, optimizer, 0, 3);
        using var copy = Model(device);
        copy.load_state_dict(model.state_dict());
        using var loaded = Trained.Optimizer(kind, copy);
        using var stream = new MemoryStream(CheckpointTests.Saved(optimizer));
        using var reader = new BinaryReader(stream);
        loaded.load_state_dict(reader);
        Step(model, optimizer, 3, 3);
        Step(copy, loaded, 3, 3);
        Assert.Equal(Trained.Numbers(model.parameters()), Trained.Numbers(copy.parameters()));
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void A_model_moved_after_construction_is_refused_by_name(string kind)
    {
        var device = Gpu.Required();
        using var scope = NewDisposeScope();
        using var model = Model(CPU);
        using var optimizer = Trained.Optimizer(kind, model);
        Step(model, optimizer, 0, 1);
        model.to(device);
        SetGradients(model.parameters(), 1);
        Assert.Throws<InvalidOperationException>(() => optimizer.step());
    }

    [SkippableFact]
    public void Parameters_of_bfloat16_take_a_master_copy()
    {
        var device = Gpu.Required();
        using var scope = NewDisposeScope();
        using var model = Model(device, ScalarType.BFloat16);
        using var optimizer = torch.optim.AdamW(model, 1e-5, half: HalfUpdate.MasterCopy, fused: true);
        var before = Trained.Numbers(model.parameters());
        Step(model, optimizer, 0, 200);
        Assert.NotEqual(before, Trained.Numbers(model.parameters()));
    }

    [SkippableFact]
    public void Gradients_are_clipped_as_on_the_CPU()
    {
        var device = Gpu.Required();
        using var scope = NewDisposeScope();
        Assert.Equal(Clipped(CPU), Clipped(device), (a, b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a)));

        static double[] Clipped(Device device)
        {
            using var model = Model(device);
            SetGradients(model.parameters(), 2);
            torch.nn.utils.adaptive_clip_grad_(model.parameters(), 0.3);
            torch.nn.utils.clip_grad_norm_per_layer_(model.parameters(), 0.2);
            var norm = torch.nn.utils.clip_grad_norm_fused_(model.parameters(), 0.1);
            return [norm, .. Trained.Numbers(model.parameters().Select(parameter => parameter.grad!))];
        }
    }

    private static double[] Run(string kind, Device device)
    {
        using var model = Model(device);
        using var optimizer = Trained.Optimizer(kind, model);
        Step(model, optimizer, 0, Steps);
        return Trained.Numbers(model.parameters());
    }

    private static Trained Model(Device device, ScalarType type = ScalarType.Float64)
    {
        var model = new Trained(type);
        model.to(device);
        return model;
    }

    // Of full rank: in directions where a matrix is zero, its singular vectors are what rounding makes of them.
    private static void SetGradients(IEnumerable<Parameter> parameters, int step)
    {
        foreach (var (parameter, index) in parameters.Select((parameter, index) => (parameter, index)))
        {
            using var scope = NewDisposeScope();
            parameter.grad = ((arange(parameter.numel(), dtype: ScalarType.Float64) + 1).square() * 0.61 + step * 0.9 + index).sin().view(parameter.shape).to(parameter.dtype, parameter.device).DetachFromDisposeScope();
        }
    }

    private static void Step(nn.Module model, optim.Optimizer optimizer, int first, int count)
    {
        for (var step = first; step < first + count; step++)
        {
            SetGradients(model.parameters(), step);
            optimizer.step();
        }
    }
}
