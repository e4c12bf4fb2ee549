using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using CharTransformerSample.Options;
using LaboratorySample.Experiments;

namespace LaboratorySample.Options;

/// <summary>The command line of a lab.</summary>
public static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="arguments">What the user typed.</param>
    /// <param name="run">What to do with options that parse.</param>
    /// <param name="output">Where errors and help go instead of the console, for tests.</param>
    /// <returns>The exit code: 0, 1 after an error, or what the run returns.</returns>
    public static int Invoke(Lab lab, IReadOnlyList<string> arguments, Func<LabOptions, int> run, TextWriter? output = null)
    {
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (output is not null) configuration.Output = configuration.Error = output;
        var result = Create(lab, run).Parse(arguments);
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

    private static RootCommand Create(Lab lab, Func<LabOptions, int> run)
    {
        var names = string.Join(", ", lab.Experiments.Select(experiment => experiment.Name));
        Option<IReadOnlyList<Experiment>?> only = new("--only")
        {
            Description = $"Only these experiments: {names}.",
            HelpName = "NAME[,NAME]",
            CustomParser = Named,
        };
        var seeds = NumberOption.Whole("--seeds", "Seeds that each method runs with. Default: what each experiment needs.", most: 100);
        var steps = NumberOption.Whole("--steps", "Training steps of each run. Default: those of each experiment.", most: 1 << 20);
        Option<string?> folder = new("--output") { Description = $"Folder for tables and curves. Default: {lab.Output}.", HelpName = "DIR" };
        RootCommand command = new(lab.Description) { only, seeds, steps, folder };
        command.SetAction(result => run(new(lab.Title, result.GetValue(only) ?? lab.Experiments, result.GetValue(seeds), result.GetValue(steps), result.GetValue(folder) ?? lab.Output)));
        return command;

        List<Experiment> Named(ArgumentResult result)
        {
            var chosen = new List<Experiment>();
            foreach (var name in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (lab.Named(name) is { } experiment) chosen.Add(experiment);
                else result.AddError($"--only {name} is no experiment. There are {names}.");
            }

            if (chosen.Count == 0 && result.Tokens[0].Value.Trim(',', ' ').Length == 0) result.AddError("--only needs the name of an experiment.");
            return chosen;
        }
    }
}
