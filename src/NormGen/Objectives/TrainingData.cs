using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary>Samples and their labels, checked.</summary>
/// <param name="Samples"><c>[samples, features]</c></param>
/// <param name="Labels">As the trainer uses them.</param>
internal sealed record TrainingData(Tensor Samples, Tensor Labels);
