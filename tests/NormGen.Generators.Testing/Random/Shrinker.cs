namespace NormGen.Generators.Testing.Random;

/// <summary>Makes a failing case smaller for as long as a smaller one fails in the same way.</summary>
internal static class Shrinker
{
    private const int Together = 24;

    /// <summary>The smallest failure found.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="stop">Ends the search; what was found by then is returned.</param>
    public static FuzzFailure Shrink(FuzzFailure failure, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var smaller = failure.Case.Smaller.Chunk(failure.IsOfCompilation ? 4 : Together).TakeWhile(_ => !stop.IsCancellationRequested)
                .Select(cases => FuzzBatch.Compile(cases).Run(stop: stop).FirstOrDefault(f => f.IsOfCompilation == failure.IsOfCompilation)).FirstOrDefault(f => f is not null);
            if (smaller is null) break;
            failure = smaller;
        }

        return failure;
    }
}
