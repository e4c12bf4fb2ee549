using CsCheck;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Random formulas through the whole compiler: generated, compiled without a warning, run, compared with eager autograd. Every day the same few batches; <c>CsCheck_Iter</c> asks for so many others.</summary>
public class RandomFormulaTests
{
    private const int Batch = 20;
    private const string EveryDay = "31Gvfw0AkBl1";
    private static readonly Gen<long[]> Shapes = Gen.OneOf<long[]>([3, 7], [1, 16], [5, 2], [2, 3, 17], [40, 33], [19]);

    [Fact]
    public void ResultsAndGradientsAreThoseOfEagerCode() => Sample(
        Shapes, 2, (f, name) => f.Method(name), (formula, shape) => new Comparison(formula, shape, ScalarType.Float64) { IsConditioned = true, Tolerance = 1e-9 }.Check());

    [Fact]
    public void NotANumberAndInfinityGoWhereEagerCodeLetsThemGo() => Sample(
        Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity), 1, (f, name) => f.Method(name),
        (formula, special) => new Comparison(formula, [3, 19], ScalarType.Float64) { IsForward = true, Data = (i, t) => i == 0 ? Put(t, special) : t }.Check());

    [Fact]
    public void UpdatesAreTheirFormulas() => Sample(
        Shapes, 1, (f, name) => f.Update(name), (formula, shape) => new UpdateComparison(formula, shape, ScalarType.Float64) { IsConditioned = true, Tolerance = 1e-9 }.Check());

    private static Tensor Put(Tensor t, double special)
    {
        t[1, 4] = special;
        t[2, 18] = special;
        return t;
    }

    /// <summary>One compilation a batch. What fails is printed as one formula with its shape; the seed repeats the batch.</summary>
    private static void Sample<T>(Gen<T> parameter, int batches, Func<RandomFormula, string, string> source, Action<FusedFormula, T> check)
        => Gen.Select(RandomFormula.Gen.Array[Batch], parameter).Sample((formulas, value) =>
        {
            var library = FusedLibrary.Compile(string.Concat(formulas.Select((f, i) => source(f, "F" + i))));
            for (var i = 0; i < formulas.Length; i++)
            {
                try
                {
                    check(library["F" + i], value);
                }
                catch (Exception e)
                {
                    throw new Xunit.Sdk.XunitException($"{source(formulas[i], "F" + i)}\n{e.Message}", e);
                }
            }
        }, seed: Environment.GetEnvironmentVariable("CsCheck_Iter") is null ? EveryDay : null, iter: Environment.GetEnvironmentVariable("CsCheck_Iter") is { } asked ? long.Parse(asked, System.Globalization.CultureInfo.InvariantCulture) : batches, threads: 1, print: _ => "the formula below");
}
