using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NormGen.Kernels.Threads;

/// <summary>
/// The GNU OpenMP library that libtorch has loaded, called through the entry points that a compiler would use. Inside another
/// parallel region it gives a team of one, and the body then does all pieces.
/// </summary>
internal static unsafe class OpenMp
{
    private static readonly delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<TeamWork*, void>, TeamWork*, uint, uint, void> parallel;
    private static readonly delegate* unmanaged[Cdecl]<int> threadNumber;
    private static readonly delegate* unmanaged[Cdecl]<int> threadCount;

    static OpenMp()
    {
        if (!TryFindLibrary(out var library)) return;
        if (NativeLibrary.TryGetExport(library, "GOMP_parallel", out var parallel)
            && NativeLibrary.TryGetExport(library, "omp_get_thread_num", out var number)
            && NativeLibrary.TryGetExport(library, "omp_get_num_threads", out var count))
        {
            OpenMp.parallel = (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<TeamWork*, void>, TeamWork*, uint, uint, void>)parallel;
            threadNumber = (delegate* unmanaged[Cdecl]<int>)number;
            threadCount = (delegate* unmanaged[Cdecl]<int>)count;
        }
    }

    /// <summary>Whether libtorch runs on it here.</summary>
    internal static bool IsAvailable => parallel != null;

    /// <summary>Runs the work on a team of at most so many threads.</summary>
    internal static void Run(TeamWork* work, int threads) => parallel(&Member, work, (uint)threads, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Member(TeamWork* work) => work->RunShare(threadNumber(), threadCount());

    /// <summary>The library has a hash in its name (<c>libgomp-98b21ff3.so.1</c>): it is found among the modules already in the process, so that no second one is ever loaded.</summary>
    private static bool TryFindLibrary(out nint library)
    {
        library = 0;
        if (!OperatingSystem.IsLinux()) return false;
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            using (module)
            {
                if (module.ModuleName.StartsWith("libgomp", StringComparison.Ordinal) && NativeLibrary.TryLoad(module.FileName, out library)) return true;
            }
        }
        return false;
    }
}
