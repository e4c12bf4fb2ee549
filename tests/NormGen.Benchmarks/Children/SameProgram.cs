using System.Diagnostics;

namespace NormGen.Benchmarks.Children;

/// <summary>This program once more, in a process of its own: what belongs to a process (memory policy, resident set) begins anew there.</summary>
internal static class SameProgram
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <exception cref="InvalidOperationException">It failed; its own message stands on the error stream.</exception>
    public static void Run(params IEnumerable<string> arguments) => Run([], arguments);

    /// <summary>Runs it to its end with other environment variables.</summary>
    /// <param name="environment">The variables.</param>
    /// <param name="arguments">Its command line.</param>
    /// <exception cref="InvalidOperationException">It failed; its own message stands on the error stream.</exception>
    public static void Run(IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<string> arguments)
    {
        // The same executable: dotnet and this assembly, or the assembly's own host.
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(SameProgram).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var child = Process.Start(start)!;
        child.WaitForExit();
        if (child.ExitCode != 0) throw new InvalidOperationException($"The child process '{string.Join(' ', start.ArgumentList)}' ended with code {child.ExitCode}.");
    }
}
