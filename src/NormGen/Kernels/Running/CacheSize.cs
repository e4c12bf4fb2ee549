namespace NormGen.Kernels.Running;

/// <summary>How large the last-level cache is.</summary>
internal static class CacheSize
{
    private const long Assumed = 32L << 20;

    /// <summary>Bytes of the last-level cache; an assumption where the system does not say.</summary>
    internal static long LastLevel { get; } = Read();

    private static long Read()
    {
        long largest = 0;
        try
        {
            for (var index = 0; index < 8; index++)
            {
                var file = $"/sys/devices/system/cpu/cpu0/cache/index{index}/size";
                if (!File.Exists(file)) break;
                var text = File.ReadAllText(file).Trim();
                var unit = text[^1] switch { 'K' => 1L << 10, 'M' => 1L << 20, 'G' => 1L << 30, _ => 1L };
                if (long.TryParse(text.TrimEnd('K', 'M', 'G'), out var size)) largest = Math.Max(largest, size * unit);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            // A container may hide it: then the assumption stands.
        }
        return largest > 0 ? largest : Assumed;
    }
}
