using System.Runtime.CompilerServices;
using TorchSharp;

[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]

namespace CharTransformerSample.Tests;

internal static class TestSettings
{
    /// <summary>The models here are tiny: one thread is the fastest, and a test run shares its machine.</summary>
    [ModuleInitializer]
    public static void UseOneThread() => torch.set_num_threads(1);
}
