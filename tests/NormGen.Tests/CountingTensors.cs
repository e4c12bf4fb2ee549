using Xunit;

namespace NormGen.Tests;

/// <summary>Tests that count live tensors: the count is the process's, so nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountingTensors
{
    public const string Name = nameof(CountingTensors);
}
