using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>A function to minimize, as a loss of outputs.</summary>
/// <param name="Outputs">The outputs at the present point.</param>
/// <param name="Loss">The loss of them.</param>
internal sealed record NewtonFunction(Func<Tensor> Outputs, OutputLoss Loss);

/// <summary>The functions that the golden file describes in words.</summary>
internal static class NewtonProblems
{
    /// <summary>The function of a case at a point, or null where nothing here has its name.</summary>
    public static NewtonFunction? Of(GoldenCase golden, Tensor x)
    {
        var power = golden.Number("p", 2);
        return golden.Text("problem", "") switch
        {
            "LogSumExp" when golden.Inputs.ContainsKey("A") => LogSumExp(golden, x),
            "NonlinearEquations" when golden.Inputs.ContainsKey("A") => new(() => Matrix(golden, x).mv(x) - Vector(golden, x), new PowerLoss(power)),
            "Rosenbrock" => new(() => Rosenbrock(golden, x), new TwiceHalfSquare()),
            var words when words.StartsWith("1/p ||(a-x, sqrt(b)(y-x^2))||^p", StringComparison.Ordinal) => new(() => Rosenbrock(golden, x), new PowerLoss(power)),
            "Chebyshev" => new(() => cat([((1 - x[0]) / 2).unsqueeze(0), x[1..] - (x[..^1].square() * 2 - 1)]), new PowerLoss(power)),
            _ => null,
        };
    }

    private static NewtonFunction LogSumExp(GoldenCase golden, Tensor x)
        => new(() => Matrix(golden, x).mv(x) - Vector(golden, x), new LogSumExpLoss(golden.Number("mu", 1), majorant: golden.Flag("is_approx", false)));

    private static Tensor Rosenbrock(GoldenCase golden, Tensor x)
        => stack([golden.Number("a", 1) - x[0], (x[1] - x[0].square()) * Math.Sqrt(golden.Number("b", 100))]);

    private static Tensor Matrix(GoldenCase golden, Tensor x) => golden.Inputs["A"].ToTensor(x.dtype);

    private static Tensor Vector(GoldenCase golden, Tensor x) => golden.Inputs["b"].ToTensor(x.dtype);

    /// <summary><c>‖u‖²</c></summary>
    private sealed class TwiceHalfSquare : OutputLoss
    {
        public override Tensor Value(Tensor outputs) => outputs.square().sum();

        public override Tensor Curve(Tensor outputs, Tensor directions) => directions * 2;
    }
}
