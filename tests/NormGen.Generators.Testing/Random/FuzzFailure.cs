namespace NormGen.Generators.Testing.Random;

/// <summary>A case that does not compile without a warning, or whose kernel is not its formula.</summary>
/// <param name="Case">The case.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="IsOfCompilation">Whether it is the compilation that failed.</param>
internal sealed record FuzzFailure(RandomCase Case, string Message, bool IsOfCompilation)
{
    public override string ToString() => $"{Case}{Message}";
}
