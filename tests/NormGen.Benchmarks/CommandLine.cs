using System.CommandLine;
using BenchmarkDotNet.Running;
using NormGen.Benchmarks.Analysis;
using NormGen.Benchmarks.Fuzzing;
using NormGen.Benchmarks.Generation;
using NormGen.Benchmarks.Limits;
using NormGen.Benchmarks.Quick;
using NormGen.Benchmarks.StepMemory;

namespace NormGen.Benchmarks;

/// <summary>The command line: the quick pairs, the generators, the memory of a training step, what the machine can do, random formulas, or everything through BenchmarkDotNet.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        Option<bool> quick = new("--quick") { Description = "The headline pairs, interleaved, in about six minutes: one line a pair. Without it, BenchmarkDotNet runs and takes the other arguments." };
        Option<bool> generators = new("--generators") { Description = "What the generators cost, after an unrelated edit and cold, against a trivial generator and CommunityToolkit.Mvvm's: under a minute." };
        Option<bool> analyzers = new("--analyzers") { Description = "What all rules together add to the time of a compilation: 1,000 module classes, the library itself, and a project without TorchSharp." };
        Option<string?> only = new("--only") { Description = "With --analyzers: only projects with this in their name.", HelpName = "TEXT" };
        Option<bool> memory = new("--memory") { Description = "What training steps of the sample model need beside its weights: SCALE with updates inside backward, and torch.optim.AdamW." };
        Option<bool> limits = new("--limits") { Description = "The row forms against a bare loop that moves the same tensors, and against a copy: how much of what the machine can do they reach. Under a minute." };
        Option<string?> json = new("--json") { Description = "With --quick: write the figures to this file too.", HelpName = "FILE" };
        Option<string?> pairs = new("--pairs") { Description = "With --quick: only pairs with this in their name.", HelpName = "TEXT" };
        Option<int> threads = new("--threads") { Description = "With --quick and --limits: threads of both sides.", HelpName = "N", DefaultValueFactory = _ => Math.Min(2, Environment.ProcessorCount) };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 1024)) result.AddError($"--threads is {result.GetValueOrDefault<int>()}; it must be from 1 to 1024.");
        });
        Option<double?> fuzz = new("--fuzz") { Description = "Random formulas through the compiler for so many minutes, compared with eager code; what fails is made smaller and printed. Ctrl-C ends it earlier.", HelpName = "MINUTES" };
        fuzz.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } minutes && minutes is not (> 0 and <= 10080)) result.AddError($"--fuzz is {minutes}; it must be above 0 and at most 10080 minutes, a week.");
        });
        Option<ulong?> seed = new("--seed") { Description = "With --fuzz: the seed of the first batch, to repeat a run.", HelpName = "N" };
        Option<bool> child = new("--system-allocator-child") { Hidden = true };
        Option<string[]> memoryChild = new("--memory-child") { Hidden = true, Arity = new ArgumentArity(3, 3), AllowMultipleArgumentsPerToken = true };
        var root = new RootCommand("NormGen's kernels and optimizer updates against what a TorchSharp user can do without them.") { quick, generators, analyzers, only, memory, limits, json, pairs, threads, fuzz, seed, child, memoryChild };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(quick)) return QuickRun.Run(new(parsed.GetValue(json), parsed.GetValue(threads), parsed.GetValue(pairs), parsed.GetValue(child)));
            if (parsed.GetValue(fuzz) is { } minutes) return FuzzRun.Run(minutes, parsed.GetValue(seed));
            if (parsed.GetValue(generators)) return GenerationRun.Run();
            if (parsed.GetValue(analyzers)) return AnalysisRun.Run(parsed.GetValue(only));
            if (parsed.GetValue(limits)) return LimitsRun.Run(parsed.GetValue(threads));
            if (parsed.GetValue(memory)) return MemoryRun.Run();
            if (parsed.GetValue(memoryChild) is { Length: > 0 } job) return MemoryRun.RunChild(job);
            BenchmarkSwitcher.FromAssembly(typeof(CommandLine).Assembly).Run(arguments);
            return 0;
        });
        return root.Parse(arguments).Invoke();
    }
}
