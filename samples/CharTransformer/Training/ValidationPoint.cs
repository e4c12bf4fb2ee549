namespace CharTransformerSample.Training;

/// <summary>A validation loss.</summary>
/// <param name="Step">The steps done before it.</param>
/// <param name="Loss">Nats a byte.</param>
public readonly record struct ValidationPoint(int Step, double Loss);
