using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using CharTransformerSample.Errors;
using CharTransformerSample.Model;
using CharTransformerSample.Training;

namespace CharTransformerSample.Options;

/// <summary>The command line of the sample.</summary>
public static class CommandLine
{
    private static readonly TrainingPlan Defaults = TrainingPlan.Default;

    /// <summary>Parses and runs.</summary>
    /// <param name="arguments">What the user typed.</param>
    /// <param name="run">What to do with options that parse.</param>
    /// <param name="output">Where errors and help go instead of the console, for tests.</param>
    /// <returns>The exit code: 0, or 1 after an error.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Func<RunOptions, int> run, TextWriter? output = null)
    {
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (output is not null)
        {
            configuration.Output = configuration.Error = output;
        }

        var result = Create(run).Parse(arguments);
        if (result.Action is ParseErrorAction complaint)
        {
            // The message alone: the page of help below it would push it off the screen.
            complaint.ShowHelp = false;
        }

        try
        {
            return result.Invoke(configuration);
        }
        catch (Exception error) when (error is UserError or IOException or UnauthorizedAccessException)
        {
            // A disk that is full or a file that cannot be written says so itself, with the path.
            configuration.Error.WriteLine(error.Message);
            return 1;
        }
        catch (ExternalException error) when (error.Message.Contains("can't allocate memory", StringComparison.Ordinal))
        {
            configuration.Error.WriteLine("There is not enough memory for this model and batch: lower --batch, --context, --width or --layers.");
            return 1;
        }
    }

    private static RootCommand Create(Func<RunOptions, int> run)
    {
        var shape = Defaults.Shape;
        Option<string?> text = new("--text") { Description = "The text to train on; its last tenth is held out. Default: the sources and documents of this repository.", HelpName = "FILE" };
        var steps = NumberOption.Whole("--steps", $"Training steps. Default: {Defaults.Steps}.");
        var layers = NumberOption.Whole("--layers", $"Decoder blocks. Default: {shape.Layers}.", most: 1000);
        var width = NumberOption.Whole("--width", $"Features of the residual stream, divisible by the heads. Default: {shape.Width}.", most: 1 << 16);
        var heads = NumberOption.Whole("--heads", $"Attention heads. Default: {shape.Heads}.", most: 1 << 12);
        var context = NumberOption.Whole("--context", $"Bytes seen at once. Default: {shape.Context}.", most: 1 << 20);
        var batch = NumberOption.Whole("--batch", $"Windows in a batch. Default: {Defaults.Batch}.", most: 1 << 20);
        var rate = NumberOption.Positive("--lr", FormattableString.Invariant($"Peak learning rate of SCALE; warm-up before, cosine after. Default: {Defaults.LearningRate}."));
        var seed = NumberOption.Seed("--seed", $"Seed of weights and batches. Default: {Defaults.Seed}.");
        var threads = NumberOption.Whole("--threads", $"Threads. Default: {RunOptions.DefaultThreads} on this machine.", most: 1024);
        Option<bool> compare = new("--compare") { Description = "Train the same model in stock TorchSharp too, from the same weights on the same batches, and show both." };
        Option<string?> resume = new("--resume") { Description = "Go on from a checkpoint, with its model, text, batches and sides. Only --steps may change, to train longer. Default FILE: the checkpoint in --out.", HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> json = new("--json") { Description = "Write the figures to this file.", HelpName = "FILE" };
        Option<string?> folder = new("--out") { Description = $"Folder for checkpoint, loss curves and report. Default: {RunOptions.DefaultOut}, or the folder of the checkpoint to go on from.", HelpName = "DIR" };
        Option<SideKind?> side = new("--child-side") { Hidden = true };
        Option<bool> systemAllocator = new("--child-system-allocator") { Hidden = true };

        RootCommand command = new("Trains a byte-level transformer whose norms, residual joints and optimizer NormGen generates at compile time.")
        {
            text, steps, layers, width, heads, context, batch, rate, seed, threads, compare, resume, json, folder, side, systemAllocator,
        };
        command.SetAction(result =>
        {
            var given = result.GetValue(folder);
            var checkpoint = result.GetResult(resume) is null ? null : result.GetValue(resume) ?? RunOptions.CheckpointIn(given ?? RunOptions.DefaultOut);
            return run(new RunOptions
            {
                Text = result.GetValue(text),
                Plan = new(result.GetValue(steps), result.GetValue(layers), result.GetValue(width), result.GetValue(heads), result.GetValue(context), result.GetValue(batch), result.GetValue(rate), result.GetValue(seed)),
                Threads = result.GetValue(threads) ?? RunOptions.DefaultThreads,
                Compare = result.GetValue(compare),
                Resume = checkpoint,
                Json = result.GetValue(json),
                Out = RunOptions.ResultFolder(given, checkpoint),
                Child = result.GetValue(side) is { } kind ? new ChildRole(kind, KeepPages: !result.GetValue(systemAllocator)) : null,
            });
        });
        return command;
    }
}
