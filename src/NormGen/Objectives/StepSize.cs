using NormGen.Optimizers;

namespace NormGen.Objectives;

/// <summary>The check of a step size.</summary>
internal static class StepSize
{
    public static double Checked(double gamma)
    {
        Hyperparameter.Positive(gamma, nameof(gamma));
        return gamma;
    }
}
