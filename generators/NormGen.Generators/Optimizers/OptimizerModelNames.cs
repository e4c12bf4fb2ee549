namespace NormGen.Generators.Optimizers;

/// <summary>Names in the generated files.</summary>
internal static class OptimizerModelNames
{
    /// <summary>The namespace of the optimizers and of the table's types.</summary>
    public const string Namespace = "global::NormGen.Optimizers";
}
