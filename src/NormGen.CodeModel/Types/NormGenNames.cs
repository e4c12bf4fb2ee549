namespace NormGen.CodeModel.Types;

/// <summary>Metadata names of NormGen's own types that the compile-time half looks for.</summary>
public static class NormGenNames
{
    /// <summary><c>[Fused]</c></summary>
    public const string Fused = "NormGen.FusedAttribute";

    /// <summary><c>[PerFeature]</c></summary>
    public const string PerFeature = "NormGen.PerFeatureAttribute";

    /// <summary><c>[PerRow]</c></summary>
    public const string PerRow = "NormGen.PerRowAttribute";

    /// <summary><c>[PerChannel]</c></summary>
    public const string PerChannel = "NormGen.PerChannelAttribute";

    /// <summary><c>[PerPosition]</c></summary>
    public const string PerPosition = "NormGen.PerPositionAttribute";

    /// <summary><c>[PerInstance]</c></summary>
    public const string PerInstance = "NormGen.PerInstanceAttribute";

    /// <summary><c>[Updated]</c></summary>
    public const string Updated = "NormGen.UpdatedAttribute";

    /// <summary><c>[Inplace]</c></summary>
    public const string Inplace = "NormGen.InplaceAttribute";

    /// <summary><c>[FormulaGraph]</c></summary>
    public const string FormulaGraph = "NormGen.FormulaGraphAttribute";

    /// <summary><c>[NormFormula]</c></summary>
    public const string NormFormula = "NormGen.NormFormulaAttribute";

    /// <summary>Random numbers by seed and place.</summary>
    public const string CounterRandom = "NormGen.CounterRandom";

    /// <summary><c>[PreLN]</c></summary>
    public const string PreLN = "NormGen.PreLNAttribute";

    /// <summary><c>[PostLN]</c></summary>
    public const string PostLN = "NormGen.PostLNAttribute";

    /// <summary><c>[PeriLN]</c></summary>
    public const string PeriLN = "NormGen.PeriLNAttribute";

    /// <summary><c>[OutputNorm]</c></summary>
    public const string OutputNorm = "NormGen.OutputNormAttribute";

    /// <summary><c>[MixLN]</c></summary>
    public const string MixLN = "NormGen.MixLNAttribute";

    /// <summary><c>[BlockStack]</c></summary>
    public const string BlockStack = "NormGen.BlockStackAttribute";

    /// <summary><c>[RecordNorms]</c></summary>
    public const string RecordNorms = "NormGen.RecordNormsAttribute";

    /// <summary><c>[QKNorm]</c></summary>
    public const string QKNorm = "NormGen.QKNormAttribute";

    /// <summary><c>[Sublayer]</c></summary>
    public const string Sublayer = "NormGen.SublayerAttribute";

    /// <summary><c>[ScaledResidual]</c></summary>
    public const string ScaledResidual = "NormGen.ScaledResidualAttribute";

    /// <summary><c>[SelfNormalizing]</c></summary>
    public const string SelfNormalizing = "NormGen.SelfNormalizingAttribute";

    /// <summary><c>[Optimizer]</c></summary>
    public const string Optimizer = "NormGen.OptimizerAttribute";

    /// <summary><c>[TrAct]</c></summary>
    public const string TrAct = "NormGen.TrActAttribute";

    /// <summary><c>[NormalizeAndProject]</c></summary>
    public const string NormalizeAndProject = "NormGen.NormalizeAndProjectAttribute";

    /// <summary><c>[NoProject]</c></summary>
    public const string NoProject = "NormGen.NoProjectAttribute";

    /// <summary><c>[PreRMSNorm]</c></summary>
    public const string PreRMSNorm = "NormGen.PreRMSNormAttribute";

    /// <summary><c>[CRMSNorm]</c></summary>
    public const string CRMSNorm = "NormGen.CRMSNormAttribute";

    /// <summary><c>[FoldNormalization]</c></summary>
    public const string FoldNormalization = "NormGen.FoldNormalizationAttribute";

    /// <summary><c>[ParameterRole]</c></summary>
    public const string ParameterRole = "NormGen.ParameterRoleAttribute";

    /// <summary><c>[ContrastiveBatch]</c></summary>
    public const string ContrastiveBatch = "NormGen.ContrastiveBatchAttribute";
}
