using System.Runtime.InteropServices;
using CsCheck;

namespace NormGen.Generators.Testing.Random;

/// <summary>Cases compiled together: one compilation for many formulas.</summary>
internal sealed class FuzzBatch
{
    /// <summary>What is said first is enough: the generated file follows, or frames of libtorch.</summary>
    private const int LinesOfMessage = 6;

    private readonly List<(RandomCase Case, FusedFormula? Formula)> compiled = [];
    private readonly List<FuzzFailure> failures = [];

    private FuzzBatch()
    {
    }

    /// <summary>The formulas that the generator left to eager code.</summary>
    public IReadOnlyList<RandomCase> WithoutKernel => [.. compiled.Where(c => c.Formula is null).Select(c => c.Case)];

    /// <summary>The cases of a seed: the same ones every time.</summary>
    public static RandomCase[] Draw(ulong seed, int count)
    {
        var random = new PCG(1, seed);
        return [.. Enumerable.Range(0, count).Select(_ => RandomCase.Gen.Generate(random, null, out var _))];
    }

    /// <summary>Compiles cases; those that do not compile are found by halves.</summary>
    public static FuzzBatch Compile(IReadOnlyList<RandomCase> cases)
    {
        var batch = new FuzzBatch();
        batch.Add(cases);
        return batch;
    }

    /// <summary>Runs every kernel beside its formula.</summary>
    /// <param name="ran">Called after each case.</param>
    /// <param name="stop">Ends the run before the next case.</param>
    /// <returns>The failures, those of compilation first.</returns>
    public IReadOnlyList<FuzzFailure> Run(Action? ran = null, CancellationToken stop = default)
    {
        var found = new List<FuzzFailure>(failures);
        foreach (var (drawn, formula) in compiled)
        {
            if (stop.IsCancellationRequested) break;
            try
            {
                if (formula is not null) Check(drawn, formula);
            }
            catch (Exception e)
            {
                found.Add(new(drawn, e is Xunit.Sdk.XunitException ? e.Message : Beginning(e.ToString()), IsOfCompilation: false));
            }

            ran?.Invoke();
        }

        return found;
    }

    /// <summary>An error of libtorch's counts when it comes twice. TorchSharp lets go of a <c>Scalar</c> before libtorch has read it, and a collection just then frees it under the formula that runs as it is written: once in many thousand formulas.</summary>
    private static void Check(RandomCase drawn, FusedFormula formula)
    {
        try
        {
            drawn.Check(formula);
        }
        catch (ExternalException)
        {
            drawn.Check(formula);
        }
    }

    private void Add(IReadOnlyList<RandomCase> cases)
    {
        if (cases.Count == 0) return;
        try
        {
            var library = FusedLibrary.Compile(CalledMethods.Text + string.Concat(cases.Select((c, i) => c.Formula.Method("F" + i))));
            compiled.AddRange(cases.Select((c, i) => (c, library.HasKernel("F" + i) ? library["F" + i] with { HasChannels = c.Formula.Form.IsOverChannels() } : null)));
        }
        catch (Exception e)
        {
            if (cases.Count == 1)
            {
                failures.Add(new(cases[0], Beginning(e.Message), IsOfCompilation: true));
                return;
            }

            Add([.. cases.Take(cases.Count / 2)]);
            Add([.. cases.Skip(cases.Count / 2)]);
        }
    }

    private static string Beginning(string message) => string.Join('\n', message.Split('\n').Take(LinesOfMessage));
}
