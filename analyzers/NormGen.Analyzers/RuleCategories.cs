namespace NormGen.Analyzers;

/// <summary>The categories of rules, by id range.</summary>
internal static class RuleCategories
{
    /// <summary>NG0xxx: wrong use of NormGen.</summary>
    public const string Usage = "NormGen.Usage";

    /// <summary>NG1xxx: architecture.</summary>
    public const string Architecture = "NormGen.Architecture";

    /// <summary>NG2xxx: optimizers and training.</summary>
    public const string Training = "NormGen.Training";

    /// <summary>NG3xxx: how models and optimizers are put together and driven.</summary>
    public const string Construction = "NormGen.Construction";

    /// <summary>NG4xxx: advice.</summary>
    public const string Advice = "NormGen.Advice";
}
