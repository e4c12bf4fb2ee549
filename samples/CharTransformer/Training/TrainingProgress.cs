namespace CharTransformerSample.Training;

/// <summary>How far a training is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps planned.</param>
/// <param name="TokensPerStep">Tokens a step trains on.</param>
/// <param name="Elapsed">Time since this process began to train.</param>
/// <param name="Left">The time that is left, judged by the steps so far.</param>
/// <param name="Trainees">The sides.</param>
public sealed record TrainingProgress(int Step, int Steps, int TokensPerStep, TimeSpan Elapsed, TimeSpan Left, IReadOnlyList<Trainee> Trainees)
{
    /// <summary>Whether this was the last step.</summary>
    public bool Completed => Step >= Steps;
}
