using LaboratorySample.Experiments;
using NormLabSample.Experiments;

namespace NormLabSample;

/// <summary>The lab of norms, placements and residual scales.</summary>
public static class NormLaboratory
{
    /// <summary>All of its experiments, in the order in which they run.</summary>
    public static Lab Lab { get; } = new(
        "Norm lab",
        "Shows what norms, their places and residual scales do to small models, and whether what is claimed of them comes out.",
        "artifacts/norm-lab",
        [
            new PlacementExperiment(), new MagnitudeExperiment(), new DampingExperiment(), new MixExperiment(), new ConversionExperiment(), new DepthGrowthExperiment(), new DepthTrainingExperiment(), new MomentsExperiment(), new SelfNormalizingExperiment(),
            new TokenNormExperiment(), new HarshTokenNormExperiment(), new RunningStatisticsExperiment(), new EvoNormExperiment(), new HoleStatisticsExperiment(), new HoleErrorExperiment(), new MetamerExperiment(),
        ]);
}
