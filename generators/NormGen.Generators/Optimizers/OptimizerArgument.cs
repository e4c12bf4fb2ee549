namespace NormGen.Generators.Optimizers;

/// <summary>An argument of a generated <c>CreateOptimizer</c>.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name, TorchSharp's where TorchSharp has it.</param>
/// <param name="Default">Its default value; null where it must be given.</param>
/// <param name="Meaning">What it is, as documentation.</param>
public sealed record OptimizerArgument(string Type, string Name, string? Default, string Meaning)
{
    /// <summary>The argument as it is declared.</summary>
    public string Declaration => Default is null ? $"{Type} {Name}" : $"{Type} {Name} = {Default}";
}
