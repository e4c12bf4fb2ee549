using CharTransformerSample.Errors;
using CharTransformerSample.Options;

namespace CharTransformerSample.Running;

/// <summary>Finds out before the training, not after it, whether its results can be written.</summary>
internal static class Outputs
{
    /// <summary>Creates the folders and tries to write into them.</summary>
    /// <exception cref="UserError">They are no place to write to.</exception>
    public static void Check(RunOptions options)
    {
        Try($"--out {options.Out}", options.Out);
        if (options.Json is { } json)
        {
            if (Directory.Exists(json))
            {
                throw new UserError($"--json {json} is a directory; it must be a file.");
            }

            Try($"--json {json}", Path.GetDirectoryName(Path.GetFullPath(json))!);
        }
    }

    private static void Try(string option, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Environment.ProcessId}.tmp");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{option}: nothing can be written there. {error.Message}");
        }
    }
}
