using System.Globalization;
using Xunit;

namespace NormGen.Tests;

/// <summary>How much memory a call needs beyond what is there: the rise of the process's resident set at its highest, where the system tells it (Linux).</summary>
internal static class PeakMemory
{
    /// <summary>Elements of a tensor that the system's allocator maps and unmaps on its own, so that the resident set rises and falls with it: over 32 MB of float32.</summary>
    internal const long Elements = 9_000_000;

    private const string Reset = "/proc/self/clear_refs";

    /// <summary>Fails where a call needs half as much as a tensor of float32; it has run before, so that what is made on first use is there.</summary>
    /// <param name="elements">The tensor's elements.</param>
    /// <param name="call">The call.</param>
    internal static void AssertStaysBelowHalf(long elements, Action call)
    {
        Assert.True(elements >= Elements, "a tensor that the allocator keeps says nothing");
        call();
        if (!File.Exists(Reset)) return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        File.WriteAllText(Reset, "5"); // sets the high-water mark to the present size; see proc(5)
        var before = Read("VmRSS:");
        call();
        Assert.InRange(Read("VmHWM:") - before, long.MinValue, elements * sizeof(float) / 2);
    }

    private static long Read(string key)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(key.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }
}
