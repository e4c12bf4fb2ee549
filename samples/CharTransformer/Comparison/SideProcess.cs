using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using CharTransformerSample.Errors;
using CharTransformerSample.Options;
using CharTransformerSample.Reports;

namespace CharTransformerSample.Comparison;

/// <summary>Trains one side for a few steps in a process of its own.</summary>
internal static class SideProcess
{
    private const int Steps = 40;

    public static RunFigures Run(SidePlan measured, ChildRole role, CancellationToken stop)
    {
        var json = Path.Combine(Path.GetTempPath(), $"char-transformer-{Guid.NewGuid():N}.json");
        stop.ThrowIfCancellationRequested();
        try
        {
            using var process = Process.Start(Command(measured, role, json))!;
            using var ended = stop.Register(() => process.Kill());
            var errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            // A terminal sends Ctrl-C to both processes: the child may be gone before this one has heard of it.
            if (process.ExitCode != 0) stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(0.5));
            stop.ThrowIfCancellationRequested();
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

    private static ProcessStartInfo Command(SidePlan measured, ChildRole role, string json)
    {
        var plan = measured.Plan;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            // Started as `dotnet CharTransformer.dll`: the program is the first argument.
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }

        Add("--child-side", role.Side.ToString());
        if (!role.KeepPages) start.ArgumentList.Add("--child-system-allocator");
        if (measured.Text is { } text) Add("--text", text);
        Add("--steps", Number(Math.Min(Steps, plan.Steps)));
        Add("--layers", Number(plan.Shape.Layers));
        Add("--width", Number(plan.Shape.Width));
        Add("--heads", Number(plan.Shape.Heads));
        Add("--context", Number(plan.Shape.Context));
        Add("--batch", Number(plan.Batch));
        Add("--lr", plan.LearningRate.ToString("R", CultureInfo.InvariantCulture));
        Add("--seed", Number(plan.Seed));
        Add("--threads", Number(measured.Threads));
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
