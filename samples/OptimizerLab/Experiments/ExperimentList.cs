namespace OptimizerLabSample.Experiments;

/// <summary>All experiments.</summary>
public static class ExperimentList
{
    /// <summary>In the order in which they run.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new MethodsExperiment(), new ScaleExperiment(), new SwanExperiment(), new SinkExperiment(), new BurstExperiment(), new CondaExperiment(), new NormGrowthExperiment(),
        new MemorizationExperiment(), new LowRankExperiment(), new FirstLayerExperiment(), new NewtonExperiment(), new LogisticExperiment(),
    ];

    /// <summary>The experiment of a name, or null.</summary>
    public static Experiment? Named(string name) => All.FirstOrDefault(experiment => experiment.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
