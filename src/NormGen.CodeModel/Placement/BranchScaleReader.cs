using NormGen.CodeModel.Residuals;

namespace NormGen.CodeModel.Placement;

/// <summary>Gives sublayers what the rule of <c>[ScaledResidual]</c> puts on their branches.</summary>
internal static class BranchScaleReader
{
    /// <summary>The sublayers with their learned numbers and the weights to initialize.</summary>
    public static List<SublayerModel> Read(BlockReading reading, BranchScale scale, List<SublayerModel> sublayers)
    {
        var read = sublayers.ConvertAll(sublayer => With(reading, scale.Rule, sublayer));
        return scale.Initializes && !reading.HasErrors ? BranchInitializationReader.Read(reading, scale.Rule, read) : read;
    }

    private static SublayerModel With(BlockReading reading, BranchScaleRule rule, SublayerModel sublayer)
    {
        var factor = LearnedScaleNames.Factor(rule, sublayer.Name);
        if (factor is not { IsPerFeature: true }) return sublayer with { Factor = factor, Offset = LearnedScaleNames.Offset(rule, sublayer.Name) };
        if (sublayer.Scale is { } own) reading.Complain(PlacementProblem.ScaleMisplaced, null, rule.ToString(), reading.BlockName, $"'{sublayer.Name}' has a factor for each feature already, [Sublayer(Scale = nameof({own}))]");
        return sublayer with { Scale = factor.Field };
    }
}
