using System.Globalization;
using NormGen.Benchmarks.Children;

namespace NormGen.Benchmarks.Quick;

/// <summary>The same pairs in a process of their own, where the memory policy is off: it belongs to a process and cannot be taken back.</summary>
internal static class SystemAllocatorChild
{
    /// <summary>The child's figures.</summary>
    /// <param name="options">What the parent was asked.</param>
    /// <exception cref="InvalidOperationException">The child failed; its own message stands on the error stream.</exception>
    public static IReadOnlyList<PairFigures> Run(QuickOptions options)
    {
        var file = Path.Combine(Path.GetTempPath(), $"normgen-quick-{Guid.NewGuid():N}.json");
        try
        {
            SameProgram.Run(["--quick", "--system-allocator-child", "--json", file, "--threads", options.Threads.ToString(CultureInfo.InvariantCulture), .. options.Filter is null ? (string[])[] : ["--pairs", options.Filter]]);
            return QuickReport.Read(file).Pairs;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
