using NormGen.Tests.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Devices;

/// <summary>The GPU of these tests, and runs that are compared with those on the CPU.</summary>
internal static class Gpu
{
    /// <summary>The device, or a skip that says why there is none.</summary>
    public static Device Required()
    {
        Skip.IfNot(cuda.is_available(), "no CUDA device, or the CPU build of libtorch");
        // Convolutions would multiply with ten bits.
        backends.cudnn.allow_tf32 = backends.cuda.matmul.allow_tf32 = false;
        return CUDA;
    }

    /// <summary>Named tensors of a run, all brought to the CPU, against those of the same run there.</summary>
    public static void Same(IReadOnlyList<(string Name, Tensor Value)> expected, IReadOnlyList<(string Name, Tensor Value)> actual)
    {
        Assert.Equal(expected.Select(item => item.Name), actual.Select(item => item.Name));
        foreach (var (wanted, value) in expected.Zip(actual)) Compared.Same(wanted.Value, value.Value.cpu(), wanted.Value.dtype, wanted.Name, factor: 3);
    }
}
