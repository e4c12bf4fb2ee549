using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace NormGen.Generators.Testing.Random;

/// <summary>Batch after batch of random cases: while one runs, the next is compiled.</summary>
internal static class Fuzzer
{
    /// <summary>How many formulas are compiled together: more cost memory, fewer pay for more compilations.</summary>
    public const int BatchSize = 50;

    /// <summary>Compiles the batches of the given seeds, in order.</summary>
    public static async IAsyncEnumerable<(ulong Seed, FuzzBatch Batch)> Batches(IEnumerable<ulong> seeds, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var ahead = Channel.CreateBounded<(ulong, FuzzBatch)>(1);
        var compiling = Task.Run(async () =>
        {
            try
            {
                foreach (var seed in seeds) await ahead.Writer.WriteAsync((seed, FuzzBatch.Compile(FuzzBatch.Draw(seed, BatchSize))), stop);
                ahead.Writer.Complete();
            }
            catch (Exception e)
            {
                ahead.Writer.Complete(e is OperationCanceledException ? null : e);
            }
        });
        await foreach (var batch in ahead.Reader.ReadAllAsync(CancellationToken.None)) yield return batch;
        await compiling;
    }
}
