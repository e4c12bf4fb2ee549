using System.Diagnostics;
using System.Globalization;

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
            using var child = Process.Start(Start(options, file))!;
            child.WaitForExit();
            if (child.ExitCode != 0) throw new InvalidOperationException($"The child process with the system's allocator ended with code {child.ExitCode}.");
            return QuickReport.Read(file).Pairs;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ProcessStartInfo Start(QuickOptions options, string file)
    {
        // The same executable: dotnet and this assembly, or the assembly's own host.
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(SystemAllocatorChild).Assembly.Location);
        foreach (var argument in (string[])["--quick", "--system-allocator-child", "--json", file, "--threads", options.Threads.ToString(CultureInfo.InvariantCulture)]) start.ArgumentList.Add(argument);
        if (options.Filter is not null) foreach (var argument in (string[])["--pairs", options.Filter]) start.ArgumentList.Add(argument);
        return start;
    }
}
