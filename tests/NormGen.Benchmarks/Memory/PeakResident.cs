using System.Globalization;

namespace NormGen.Benchmarks.Memory;

/// <summary>How much native and managed memory a call needs beyond what was there before: the rise of the process's resident set at its highest.</summary>
public static class PeakResident
{
    private const string Reset = "/proc/self/clear_refs";

    /// <summary>Whether the system can tell (Linux).</summary>
    public static bool IsAvailable { get; } = File.Exists(Reset);

    /// <summary>The rise during a call, in bytes. It tells the truth only while freed pages go back to the system, so without the memory policy.</summary>
    /// <param name="call">The call.</param>
    public static long Of(Action call)
    {
        GC.Collect();
        Kernels.MemoryPolicy.Trim();
        File.WriteAllText(Reset, "5"); // sets the high-water mark to the present size; see proc(5)
        var before = Read("VmRSS:");
        call();
        return Math.Max(0, Read("VmHWM:") - before);
    }

    private static long Read(string key)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(key.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }
}
