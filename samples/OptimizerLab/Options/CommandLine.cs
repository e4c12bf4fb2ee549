using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using CharTransformerSample.Options;
using OptimizerLabSample.Experiments;

namespace OptimizerLabSample.Options;

/// <summary>The command line of the lab.</summary>
public static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    /// <param name="arguments">What the user typed.</param>
    /// <param name="run">What to do with options that parse.</param>
    /// <param name="output">Where errors and help go instead of the console, for tests.</param>
    /// <returns>The exit code: 0, 1 after an error, or what the run returns.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Func<LabOptions, int> run, TextWriter? output = null)
    {
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (output is not null) configuration.Output = configuration.Error = output;
        var result = Create(run).Parse(arguments);
        if (result.Action is ParseErrorAction complaint) complaint.ShowHelp = false;
        try
        {
            return result.Invoke(configuration);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            configuration.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static RootCommand Create(Func<LabOptions, int> run)
    {
        Option<IReadOnlyList<Experiment>?> only = new("--only")
        {
            Description = $"Only these experiments: {string.Join(", ", ExperimentList.All.Select(experiment => experiment.Name))}.",
            HelpName = "NAME[,NAME]",
            CustomParser = Named,
        };
        var seeds = NumberOption.Whole("--seeds", "Seeds that each method runs with. Default: what each experiment needs, one to three.", most: 100);
        var steps = NumberOption.Whole("--steps", "Training steps of each run. Default: those of each experiment.", most: 1 << 20);
        Option<string?> folder = new("--output") { Description = $"Folder for tables and curves. Default: {LabOptions.DefaultOutput}.", HelpName = "DIR" };
        RootCommand command = new("Trains the same small models with each optimizer of NormGen and shows whether what is claimed of it comes out.") { only, seeds, steps, folder };
        command.SetAction(result => run(new(result.GetValue(only) ?? ExperimentList.All, result.GetValue(seeds), result.GetValue(steps), result.GetValue(folder) ?? LabOptions.DefaultOutput)));
        return command;
    }

    private static List<Experiment>? Named(ArgumentResult result)
    {
        var chosen = new List<Experiment>();
        foreach (var name in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ExperimentList.Named(name) is { } experiment) chosen.Add(experiment);
            else result.AddError($"--only {name} is no experiment. There are {string.Join(", ", ExperimentList.All.Select(experiment => experiment.Name))}.");
        }

        if (chosen.Count == 0 && result.Tokens[0].Value.Trim(',', ' ').Length == 0) result.AddError("--only needs the name of an experiment.");
        return chosen;
    }
}
