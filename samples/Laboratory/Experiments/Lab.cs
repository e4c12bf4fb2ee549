namespace LaboratorySample.Experiments;

/// <summary>A set of experiments with one command line.</summary>
/// <param name="Title">What it is called in its results.</param>
/// <param name="Description">What it does, for <c>--help</c>.</param>
/// <param name="Output">Where results go unless asked otherwise.</param>
/// <param name="Experiments">In the order in which they run.</param>
public sealed record Lab(string Title, string Description, string Output, IReadOnlyList<Experiment> Experiments)
{
    /// <summary>The experiment of a name, or null.</summary>
    public Experiment? Named(string name) => Experiments.FirstOrDefault(experiment => experiment.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
