using System.Diagnostics;

namespace NormGen.Benchmarks.Generation;

/// <summary>Time and allocation of one kind of run. A driver runs on the thread that calls it, so that thread's allocations are the run's.</summary>
internal sealed class GenerationFigures
{
    private readonly List<double> ms = [], bytes = [];

    /// <summary>Milliseconds, in the middle of all runs.</summary>
    public double Ms => Median(ms);

    /// <summary>Allocated bytes, in the middle of all runs.</summary>
    public double Bytes => Median(bytes);

    /// <summary>Forgets all: the code is warm now.</summary>
    public void Reset()
    {
        ms.Clear();
        bytes.Clear();
    }

    /// <summary>Measures a run.</summary>
    /// <param name="run">The run.</param>
    public T Measure<T>(Func<T> run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var result = run();
        ms.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        bytes.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        return result;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
