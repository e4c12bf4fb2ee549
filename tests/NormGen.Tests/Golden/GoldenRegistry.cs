using NormGen.Tests.Golden.Conversions;

namespace NormGen.Tests.Golden;

/// <summary>Which runner takes which case.</summary>
public static class GoldenRegistry
{
    private static readonly IGoldenRunner[] Runners =
    [
        new StandardRunner(), new ScaleRunner(), new ScaleMemoryRunner(), new NormalizeRunner(), new MultiNormalizationRunner(), new ProjectedRunner(), new WhiteningRunner(), new SWANRunner(), new CondaRunner(), new StableSPAMRunner(),
        new NewtonRunner(), new LogisticRunner(), new SeparationRunner(),
        new NormalizationRunner(), new LayerNormRunner(), new LayerNormByDeviationRunner(), new RecurrentRunner(), new ResidualLayerNormRunner(), new PeriLNBlockRunner(), new PeriLNRunner(), new PeriLNBranchRunner(), new MixLNRunner(), new DeepNormStackRunner(), new LayerScheduleRunner(), new ScaledTowerRunner(), new LearnedScaleRunner(), new DeepNormRunner(), new ResidualScalesRunner(), new EvoNormRunner(), new RegionNormRunner(),
        new StyleTransferRunner(), new PoolingRegionsRunner(),
        new RecentredNormRunner(), new LinearZeroMeanOutputRunner(), new ViTConversionRunner(), new AffineConversionRunner(), new RecentredTrainingRunner(), new L1NormRunner(), new SeluRunner(), new AlphaDropoutRunner(), new SeluStackRunner(), new SelfNormalizingNumbersRunner(),
        new PowerNormRunner(), new PowerNormVRunner(), new GroupScalingRunner(), new UnifiedNormRunner(), new UnifiedNormFoldRunner(), new AdaB2NRunner(), new AdaB2NMomentumRunner(),
        new NaPTensorRunner(), new NaPTrainingRunner(), new EffectiveRateRunner(), new LowRankRunner(), new GradientProjectionRunner(), new WeightNormGradientRunner(), new WeightNormLoraRunner(), new TrActRunner(), new TrActTrainingRunner(),
    ];

    /// <summary>The runner of a case, or null if nothing covers it.</summary>
    public static IGoldenRunner? For(GoldenCase golden) => Runners.FirstOrDefault(runner => Knows(runner, golden) && runner.Claims(golden));

    private static bool Knows(IGoldenRunner runner, GoldenCase golden) => string.Equals(runner.System, golden.System, StringComparison.OrdinalIgnoreCase);
}
