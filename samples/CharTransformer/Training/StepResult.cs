namespace CharTransformerSample.Training;

/// <summary>What a training step says about itself.</summary>
/// <param name="Loss">The mean loss of the batch before the update, nats a byte.</param>
/// <param name="GradientNorm">The norm of all gradients together.</param>
/// <param name="Duration">Forward, backward and update.</param>
public readonly record struct StepResult(float Loss, float GradientNorm, TimeSpan Duration);
