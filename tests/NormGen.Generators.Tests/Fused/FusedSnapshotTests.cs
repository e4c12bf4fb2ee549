using System.Globalization;
using System.Runtime.CompilerServices;
using NormGen.Generators.Fused;
using NormGen.Generators.Tests.Harness;
using Snapshooter;
using Snapshooter.Xunit;

namespace NormGen.Generators.Tests.Fused;

/// <summary>Whole generated files, kept beside this test: a change of what the compiler writes is a change to read. The bytes are the same on every machine.</summary>
public class FusedSnapshotTests
{
    private const string Formula = """
        namespace My;

        public static partial class Gates
        {
            /// <summary>A gate.</summary>
            [Fused(nameof(GateFormula), Source = "Someone 2024, arXiv 2401.00001")]
            public static partial Tensor Gate(Tensor x, [PerFeature] Tensor gain, double eps = -1.5e-6);

            private static Tensor GateFormula(Tensor x, Tensor gain, double eps) => x * rsqrt(x.square().mean([-1L], keepdim: true) - eps * -0.125) * gain;
        }
        """;

    private const string Update = """
        namespace My;

        public static partial class Steps
        {
            /// <summary>A step.</summary>
            [Fused(nameof(StepFormula))]
            public static partial void Step([Updated] Tensor p, Tensor g, [Updated] Tensor m, double lr, double beta = 0.9);

            private static (Tensor p, Tensor m) StepFormula(Tensor p, Tensor g, Tensor m, double lr, double beta)
            {
                var momentum = beta * m + (1 - beta) * g;
                return (p - lr * momentum / (momentum.norm(1, keepdim: true) + 1e-8), momentum);
            }
        }
        """;

    [Fact]
    public void AFormulasFile() => Match(File(Formula));

    [Fact]
    public void AnUpdatesFile() => Match(File(Update));

    [Theory]
    [InlineData("\u2212", ",")]
    [InlineData("\u200E\u2212", "\u066B")]
    public void AreTheSameBytesInEveryCulture(string minus, string point)
    {
        var (formula, update) = (File(Formula), File(Update));
        var before = CultureInfo.CurrentCulture;
        try
        {
            // As sv-SE and fa-IR write numbers; set by hand, for a machine without their data.
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NegativeSign = minus, NumberDecimalSeparator = point, PositiveSign = "plus" } };
            Assert.Equal($"{minus}1{point}5", (-1.5).ToString(CultureInfo.CurrentCulture));
            Assert.Equal(formula, File(Formula));
            Assert.Equal(update, File(Update));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.DoesNotContain("\r", formula + update);
    }

    /// <summary>
    /// Compares with the file in the repository, found from where the test runs: a deterministic build maps the path of its sources to one that no machine has, and there a snapshot would be made anew and never fail.
    /// </summary>
    private static void Match(string text, [CallerMemberName] string name = "")
    {
        var folder = Path.Combine(Repository.Root, "tests", "NormGen.Generators.Tests", "Fused");
        var file = $"{nameof(FusedSnapshotTests)}.{name}.snap";
        Assert.True(System.IO.File.Exists(Path.Combine(folder, "__snapshots__", file)), $"There is no snapshot {file}.");
        Snapshot.Match(text, new SnapshotFullName(file, folder));
    }


    private static string File(string source)
    {
        var run = GeneratorRun.Of(new FusedGenerator(), TestCompilation.Create(source));
        Assert.Empty(run.Problems);
        return Assert.Single(run.Files).Value;
    }
}
