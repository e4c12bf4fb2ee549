namespace NormGen.Generators.Optimizers;

/// <summary>An argument of a generated <c>CreateOptimizer</c>.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name, TorchSharp's where TorchSharp has it.</param>
/// <param name="Default">Its default value.</param>
/// <param name="Meaning">What it is, as documentation.</param>
public sealed record OptimizerArgument(string Type, string Name, string Default, string Meaning);
