using CharTransformerSample.Options;

namespace CharTransformerSample.Running;

/// <summary>The command line that goes on with a run.</summary>
public static class ResumeCommand
{
    /// <summary>The command, with what the checkpoint does not know: threads, and where the figures go.</summary>
    /// <param name="options">The options of the run that was stopped.</param>
    /// <param name="checkpoint">Its checkpoint.</param>
    public static string For(RunOptions options, string checkpoint)
    {
        var command = $"dotnet run -c Release --project samples/CharTransformer -- --resume {Quoted(checkpoint)}";
        // Sums are cut by threads: other threads, other last bits.
        if (options.Threads != RunOptions.DefaultThreads) command += $" --threads {options.Threads}";
        if (options.Json is { } json) command += $" --json {Quoted(json)}";
        return command;
    }

    private static string Quoted(string path) => path.Any(char.IsWhiteSpace) ? $"\"{path}\"" : path;
}
