namespace NormGen.Generators.Optimizers;

/// <summary>The named steps of <see cref="OptimizerGenerator"/>.</summary>
public static class OptimizerTrackingNames
{
    /// <summary>A model class and the roles of its parameters are read.</summary>
    public const string Read = "Optimizer.Read";

    /// <summary>What is written.</summary>
    public const string Write = "Optimizer.Write";
}
