using NormGen.Kernels;
using TorchSharp;

namespace CharTransformerSample.Running;

/// <summary>The settings of this process, made before the first tensor.</summary>
internal static class TorchProcess
{
    /// <summary>Sets threads and memory policy.</summary>
    /// <param name="threads">Threads of libtorch; the fused kernels follow it.</param>
    /// <param name="keepPages">Whether freed pages are kept for the next tensor instead of going back to the system after every operation.</param>
    public static void Prepare(int threads, bool keepPages)
    {
        if (keepPages)
        {
            MemoryPolicy.KeepFreedPages();
        }

        torch.set_num_threads(threads);
    }
}
