using System.Globalization;
using CharTransformerSample.Model;
using NormGen.Benchmarks.Children;
using NormGen.Benchmarks.Memory;

namespace NormGen.Benchmarks.StepMemory;

/// <summary>What training steps of the sample model need beside its weights: state, gradients and temporaries of SCALE with updates inside backward, and of <c>torch.optim.AdamW</c>, each in a process of its own.</summary>
internal static class MemoryRun
{
    // The sample's own size, and larger ones, where what a process needs anyway counts less.
    private static readonly ModelShape[] Shapes = [new(4, 128, 4, 64), new(8, 512, 8, 64), new(12, 768, 12, 64)];

    // All code is compiled when it is first called, in the steps before, so that no compiler needs memory meanwhile; and what is freed goes back to the system at once instead of
    // being kept: then the rise is what lives at a time.
    private static readonly Dictionary<string, string> Alone = new() { ["DOTNET_TieredCompilation"] = "0", ["MALLOC_MMAP_THRESHOLD_"] = "32768" };

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        if (!PeakResident.IsAvailable)
        {
            Console.Error.WriteLine("--memory needs a system that tells the peak of a process's memory (Linux).");
            return 1;
        }

        Console.WriteLine("# rise of the resident set over optimizer and three steps on one window of 8 bytes, so that activations hardly count");
        Console.WriteLine("# model, parameters | nothing kept: SCALE inside backward MB, AdamW MB, ratio | as shipped: SCALE, AdamW, ratio | by count: SCALE, AdamW, ratio");
        for (var i = 0; i < Shapes.Length; i++)
        {
            var counted = StepBytes.Of(Shapes[i]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Shapes[i]}, {counted.Parameters / 1e6:F2} M | {Both(i, Alone)} | {Both(i, [])} | {Text(counted.Scale, counted.AdamW)}"));
        }

        return 0;
    }

    /// <summary>The child: measures one case, and writes the bytes to a file.</summary>
    /// <param name="job">The shape's number, the method, and the file.</param>
    /// <returns>The exit code.</returns>
    public static int RunChild(string[] job)
    {
        var (shape, method) = (Shapes[int.Parse(job[0], CultureInfo.InvariantCulture)], Enum.Parse<StepMethod>(job[1]));
        // What code and libraries need when they first run, at this size, is not what a step needs.
        StepMeasurement.Peak(shape, method);
        File.WriteAllText(job[2], StepMeasurement.Peak(shape, method).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static string Both(int shape, Dictionary<string, string> environment) => Text(InChild(shape, StepMethod.Scale, environment), InChild(shape, StepMethod.AdamW, environment));

    private static string Text(long scale, long adam) => string.Create(CultureInfo.InvariantCulture, $"{scale / 1e6:F2}, {adam / 1e6:F2}, {(double)scale / adam:F3}");

    private static long InChild(int shape, StepMethod method, Dictionary<string, string> environment)
    {
        var file = Path.Combine(Path.GetTempPath(), $"normgen-memory-{Guid.NewGuid():N}");
        try
        {
            SameProgram.Run(environment, ["--memory-child", shape.ToString(CultureInfo.InvariantCulture), method.ToString(), file]);
            return long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
