using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Parameters in half precision: every optimizer takes them, and steps as it does in float32 up to their digits.</summary>
public class HalfOptimizerTests
{
    public static TheoryData<string, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<string, ScalarType>();
            foreach (var kind in TrainedKinds.All.Keys)
                foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float16 }) cases.Add(kind, type);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_first_step_is_that_of_float32_rounded(string kind, ScalarType type)
    {
        using var scope = NewDisposeScope();
        Parameter[] half = [.. Shapes.Select((shape, i) => new Parameter(Data(shape, i).to(type)))], single = [.. half.Select(parameter => new Parameter(parameter.detach().to(ScalarType.Float32)))];
        using var own = Trained.Optimizer(kind, half, 0.05);
        using var other = Trained.Optimizer(kind, single, 0.05);
        for (var i = 0; i < half.Length; i++)
        {
            half[i].grad = Data(Shapes[i], i + 3).to(type);
            single[i].grad = half[i].grad!.to(ScalarType.Float32);
        }

        own.step();
        other.step();
        Assert.All(half, parameter => Assert.Equal(type, parameter.dtype));
        Assert.All(Trained.Numbers(half).Zip(Trained.Numbers(single)), pair => Assert.Equal(pair.Second, pair.First, 0.012));
    }

    private static readonly long[][] Shapes = [[6, 5], [5, 6], [7], [3, 2, 2]];

    private static Tensor Data(long[] shape, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape);
    }
}
