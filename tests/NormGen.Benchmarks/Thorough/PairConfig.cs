using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Reports;

namespace NormGen.Benchmarks.Thorough;

/// <summary>Adds the memory columns: managed, and native.</summary>
public sealed class PairConfig : ManualConfig
{
    /// <summary>Makes it.</summary>
    public PairConfig()
    {
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(new PeakNativeColumn());
        WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(48));

        // Its build of everything from the start takes longer than the two minutes it is given where the machine has other work.
        WithBuildTimeout(TimeSpan.FromMinutes(10));
    }
}
