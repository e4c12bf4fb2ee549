using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using CharTransformerSample.Options;
using CharTransformerSample.Reports;

namespace CharTransformerSample.Comparison;

/// <summary>Trains one side for a few steps in a process of its own.</summary>
internal static class SideProcess
{
    private const int Steps = 40;

    public static RunFigures Run(RunOptions options, ChildRole role)
    {
        var json = Path.Combine(Path.GetTempPath(), $"char-transformer-{Guid.NewGuid():N}.json");
        try
        {
            using var process = Process.Start(Command(options, role, json))!;
            var errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new UserError($"The process that measures {role.Side} alone failed with exit code {process.ExitCode}: {errors.Result.Trim()}");
            }

            return JsonReport.Read(json);
        }
        finally
        {
            File.Delete(json);
        }
    }

    private static ProcessStartInfo Command(RunOptions options, ChildRole role, string json)
    {
        var plan = options.Plan.NewPlan();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            // Started as `dotnet CharTransformer.dll`: the program is the first argument.
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }

        Add("--child-side", role.Side.ToString());
        if (!role.KeepPages) start.ArgumentList.Add("--child-system-allocator");
        if (options.Text is { } text) Add("--text", text);
        Add("--steps", Number(Math.Min(Steps, plan.Steps)));
        Add("--layers", Number(plan.Shape.Layers));
        Add("--width", Number(plan.Shape.Width));
        Add("--heads", Number(plan.Shape.Heads));
        Add("--context", Number(plan.Shape.Context));
        Add("--batch", Number(plan.Batch));
        Add("--lr", plan.LearningRate.ToString("R", CultureInfo.InvariantCulture));
        Add("--seed", Number(plan.Seed));
        Add("--threads", Number(options.Threads));
        Add("--json", json);
        return start;

        void Add(string name, string value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
