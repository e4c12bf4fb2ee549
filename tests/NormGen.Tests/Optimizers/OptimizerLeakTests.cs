using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Tensors counted before and after.</summary>
[Collection(CountingTensors.Name)]
public class OptimizerLeakTests
{
    public static TheoryData<string> Kinds => Trained.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Steps_leave_no_tensor_behind_with_and_without_a_scope(string kind)
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer(kind, model);
        Trained.SetGradients(model.parameters(), 1);
        optimizer.step();
        Collect();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 20; i++)
        {
            optimizer.step();
            optimizer.zero_grad();
            using var scope = NewDisposeScope();
            optimizer.step();
            Assert.Equal(0, scope.DisposablesCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Saving_and_loading_leaves_no_tensor_behind(string kind)
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer(kind, model);
        using var other = Trained.Optimizer(kind, model);
        Trained.SetGradients(model.parameters(), 1);
        optimizer.step();
        other.step();
        var saved = CheckpointTests.Saved(optimizer);
        Collect();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 5; i++)
        {
            CheckpointTests.Load(optimizer, CheckpointTests.Saved(optimizer));
            optimizer.load_state_dict(other.state_dict());
            Assert.Throws<InvalidDataException>(() => CheckpointTests.Load(optimizer, saved[..^1]));
            optimizer.to(CPU);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Disposal_frees_the_state_whether_the_model_lives_or_not(string kind)
    {
        foreach (var modelFirst in new[] { false, true })
        {
            Parameter[] p = [new(ones(2, 2)), new(ones(3))];
            Collect();
            var before = Tensor.TotalCount;
            var optimizer = Trained.Optimizer(kind, p);
            using (NewDisposeScope())
            {
                foreach (var parameter in p) parameter.grad = ones_like(parameter);
                optimizer.step();
            }

            Assert.NotEqual(0, optimizer.StateBytes);
            if (modelFirst) foreach (var parameter in p) parameter.Dispose();
            optimizer.Dispose();
            Assert.Equal(0, optimizer.StateBytes);
            Assert.Equal(before - (modelFirst ? p.Length : 0), Tensor.TotalCount);
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
