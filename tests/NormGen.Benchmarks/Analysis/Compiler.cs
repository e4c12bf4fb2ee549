using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace NormGen.Benchmarks.Analysis;

/// <summary>The compiler of the SDK as a build uses it: a server that stays warm between compilations.</summary>
internal sealed class Compiler : IDisposable
{
    private static readonly string Dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private readonly string pipe = "normgen" + Guid.NewGuid().ToString("N")[..12];
    private readonly Process server;

    /// <summary>Starts a server of its own.</summary>
    public Compiler()
    {
        server = Start("VBCSCompiler.dll", $"-pipename:{pipe}");
        _ = server.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The newest SDK of the runtime that runs here.</summary>
    public static string Sdk { get; } = Directory.GetDirectories(Path.Combine(Dotnet, "sdk")).Where(folder => Version.TryParse(Path.GetFileName(folder), out _)).MaxBy(folder => Version.Parse(Path.GetFileName(folder)))
        ?? throw new DirectoryNotFoundException($"No SDK in {Dotnet}.");

    /// <summary>The assemblies of the runtime to compile against, and the analyzers that come with them.</summary>
    public static string Pack { get; } = Directory.GetDirectories(Path.Combine(Dotnet, "packs", "Microsoft.NETCore.App.Ref")).MaxBy(folder => Version.Parse(Path.GetFileName(folder))) ?? throw new DirectoryNotFoundException("Microsoft.NETCore.App.Ref");

    /// <summary>Compiles.</summary>
    /// <param name="responseFile">The command line.</param>
    /// <returns>How long it took, in milliseconds, and what the compiler wrote.</returns>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public (double Time, string Output) Run(string responseFile)
    {
        var clock = Stopwatch.StartNew();
        using var client = Start("csc.dll", $"/shared:{pipe}", "/noconfig", "@" + responseFile);
        var output = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        var time = clock.Elapsed.TotalMilliseconds;
        return client.ExitCode == 0 ? (time, output) : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The compiler ended with {client.ExitCode}: {output}"));
    }

    /// <summary>Ends the server.</summary>
    public void Dispose()
    {
        server.Kill();
        server.Dispose();
    }

    private static Process Start(string program, params string[] arguments)
        => Process.Start(new ProcessStartInfo(Path.Combine(Dotnet, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), [Path.Combine(Sdk, "Roslyn", "bincore", program), .. arguments]) { RedirectStandardOutput = true })!;
}
