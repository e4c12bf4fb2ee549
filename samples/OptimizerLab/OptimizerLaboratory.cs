using LaboratorySample.Experiments;
using OptimizerLabSample.Experiments;

namespace OptimizerLabSample;

/// <summary>The lab of the optimizers.</summary>
public static class OptimizerLaboratory
{
    /// <summary>All of its experiments, in the order in which they run.</summary>
    public static Lab Lab { get; } = new(
        "Optimizer lab",
        "Trains the same small models with each optimizer of NormGen and shows whether what is claimed of it comes out.",
        "artifacts/optimizer-lab",
        [
            new MethodsExperiment(), new ScaleExperiment(), new SwanExperiment(), new SinkExperiment(), new BurstExperiment(), new CondaExperiment(), new NormGrowthExperiment(),
            new MemorizationExperiment(), new LowRankExperiment(), new FirstLayerExperiment(), new NewtonExperiment(), new LogisticExperiment(),
        ]);
}
