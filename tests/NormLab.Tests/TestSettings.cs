using System.Runtime.CompilerServices;
using TorchSharp;

[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]

namespace NormLabSample.Tests;

internal static class TestSettings
{
    /// <summary>One thread: sums are then always cut alike, and a test run shares its machine.</summary>
    [ModuleInitializer]
    public static void UseOneThread() => torch.set_num_threads(1);
}
