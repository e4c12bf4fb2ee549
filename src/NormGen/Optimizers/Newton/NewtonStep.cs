namespace NormGen.Optimizers;

/// <summary>What a step of <see cref="GradNormSmoothNewton"/> did.</summary>
/// <param name="Number">The number of the step, from 1.</param>
/// <param name="StartLoss">The loss before it.</param>
/// <param name="StartGradientNorm">The dual norm of the gradient before it.</param>
/// <param name="Loss">The loss after it.</param>
/// <param name="GradientNorm">The dual norm of the gradient after it.</param>
/// <param name="Gamma">The radius for the next step.</param>
/// <param name="Trials">How many points were tried.</param>
/// <param name="IsAccepted">Whether the last of them passed the test; without a search there is none.</param>
public sealed record NewtonStep(long Number, double StartLoss, double StartGradientNorm, double Loss, double GradientNorm, double Gamma, int Trials, bool IsAccepted);

/// <summary>Why <see cref="GradNormSmoothNewton.Minimize"/> ended.</summary>
public enum NewtonStatus
{
    /// <summary>The gradient is small enough.</summary>
    GradientTolerance,

    /// <summary>The loss is close enough to the optimum that was given.</summary>
    LossTolerance,

    /// <summary>All steps were made.</summary>
    StepsExceeded,
}

/// <summary>How <see cref="GradNormSmoothNewton.Minimize"/> ended.</summary>
/// <param name="Status">Why.</param>
/// <param name="Steps">How many steps it made.</param>
/// <param name="Loss">The loss at the end.</param>
/// <param name="GradientNorm">The dual norm of the gradient at the end.</param>
public sealed record NewtonResult(NewtonStatus Status, int Steps, double Loss, double GradientNorm);
