using System.Diagnostics;
using System.Globalization;

namespace CharTransformerSample.Platform;

/// <summary>The most memory that this process has held, native memory included.</summary>
public static class PeakMemory
{
    /// <summary>The high-water mark of the resident set, in bytes.</summary>
    public static long Bytes
    {
        get
        {
            const string status = "/proc/self/status";
            if (File.Exists(status))
            {
                foreach (var line in File.ReadLines(status))
                {
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    {
                        return 1024 * long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
                    }
                }
            }

            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }
}
