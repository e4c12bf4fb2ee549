using System.Globalization;
using NormGen.Generators.Testing.Random;

namespace NormGen.Benchmarks.Fuzzing;

/// <summary>What a run did.</summary>
/// <param name="Seed">The seed of the first batch.</param>
internal sealed record FuzzCounts(ulong Seed)
{
    /// <summary>Formulas compared with eager code.</summary>
    public int Formulas { get; set; }

    /// <summary>Formulas that the generator left to eager code.</summary>
    public List<RandomCase> WithoutKernel { get; } = [];

    /// <summary>What failed, made smaller.</summary>
    public List<string> Failures { get; } = [];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Formulas} formulas from seed {Seed} on, {WithoutKernel.Count} of them without a kernel, {Failures.Count} failed.");
}
