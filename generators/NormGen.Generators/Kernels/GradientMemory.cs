using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// Finds which gradients may be written over incoming ones, as a result is written over a tensor: no sweep after the one that stores it reads what was there, and that one loads elements before it stores them. The order of
/// work is left as it is, because whether an incoming gradient may be written over is not known before backward runs.
/// </summary>
internal static class GradientMemory
{
    /// <summary>For each incoming gradient that one may be written over, those that may; the fewest first. As what counts is when each is stored and when each is read last, the few are some of the many.</summary>
    /// <param name="backward">The order of work.</param>
    public static List<(KernelInput Incoming, List<Target> Gradients)> Of(Schedule backward)
    {
        var program = backward.Program;
        var sweeps = backward.Passes.SelectMany(p => p.Sweeps).ToList();
        var stored = program.Targets.Where(t => t.Kind == TargetKind.Gradient && t.Extent == program.Element).Select(t => (Gradient: t, Sweep: sweeps.FindIndex(s => s.Stores.Contains(t)))).ToList();
        return [.. program.Inputs
            .Select((input, i) => (Incoming: input, Gradients: stored.Where(s => s.Sweep >= sweeps.FindLastIndex(r => r.Reads.Contains(i))).Select(s => s.Gradient).ToList()))
            .Where(r => r.Incoming.Kind == KernelInputKind.Gradient && r.Incoming.Extent == program.Element && r.Gradients.Count > 0)
            .OrderBy(r => r.Gradients.Count)];
    }
}
