using NormGen.Generators.Testing.Random;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>
/// Random formulas of all forms through the whole compiler: generated, compiled without a warning, run on tensors of all types, shapes and layouts, compared with eager autograd. Every day the same ones; the benchmark
/// project's <c>--fuzz MINUTES</c> tries others.
/// </summary>
public class RandomFormulaTests
{
    private const int Batches = 2000 / Fuzzer.BatchSize;

    [Fact]
    public async Task TwoThousandAreTheirFormulas()
    {
        await foreach (var (seed, batch) in Fuzzer.Batches(Enumerable.Range(1, Batches).Select(i => (ulong)i)))
        {
            Assert.Empty(batch.WithoutKernel);
            if (batch.Run() is [var failure, ..])
            {
                using var minute = new CancellationTokenSource(TimeSpan.FromMinutes(1));
                Assert.Fail($"Seed {seed}. Shrunk for a minute at most:\n{Shrinker.Shrink(failure, minute.Token)}");
            }
        }
    }
}
