using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>How the Hessian is approximated and the system solved: code, not state.</summary>
/// <param name="Curvature">The approximation.</param>
/// <param name="Loss">The loss of the outputs; null where the closure returns the loss.</param>
/// <param name="Chosen">The solver as asked for.</param>
/// <param name="Hessian">The caller's matrix, for <see cref="Curvature.Custom"/>.</param>
/// <param name="Tolerance">The relative residual at which conjugate gradients stop.</param>
/// <param name="Iterations">The most iterations of conjugate gradients.</param>
internal sealed record NewtonPlan(Curvature Curvature, OutputLoss? Loss, NewtonSolver Chosen, Func<Tensor>? Hessian, double Tolerance, int Iterations)
{
    // A matrix of 2 GB in float64.
    private const long MostDense = 1 << 14;
    private const long FewForAuto = 1024;

    /// <summary>Throws where the arguments do not fit each other, or the parameters.</summary>
    /// <exception cref="ArgumentException">The message says which.</exception>
    public void Check(long size)
    {
        if (!Enum.IsDefined(Curvature)) throw new ArgumentOutOfRangeException("curvature", Curvature, $"curvature is {Curvature}, which is no Curvature.");
        if (!Enum.IsDefined(Chosen)) throw new ArgumentOutOfRangeException("solver", Chosen, $"solver is {Chosen}, which is no NewtonSolver.");
        var isOfOutputs = Curvature is Curvature.GaussNewton or Curvature.RankOneFisher;
        if (isOfOutputs && Loss is null) throw new ArgumentException($"Curvature.{Curvature} needs loss: the loss of the outputs, which the closure then returns.", "loss");
        if (Curvature == Curvature.Custom != Hessian is not null) throw new ArgumentException(Hessian is null ? "Curvature.Custom needs hessian, a function that returns the matrix." : $"hessian is given, but curvature is {Curvature}, which does not use it.", "hessian");
        if (Curvature != Curvature.GaussNewton && Chosen is NewtonSolver.Woodbury or NewtonSolver.ConjugateGradient) throw new ArgumentException($"solver is {Chosen}, which is for Curvature.GaussNewton, but curvature is {Curvature}.", "solver");
        var isDense = Curvature is Curvature.Exact or Curvature.Custom || isOfOutputs && Chosen == NewtonSolver.Cholesky;
        if (isDense && size > MostDense) throw new ArgumentException($"The parameters have {size} elements; their matrix would have {size} times {size}. Take Curvature.GaussNewton with the solver Auto, Woodbury or ConjugateGradient.", "curvature");
        Hyperparameter.NotNegative(Tolerance, "cg_tolerance");
        Hyperparameter.Whole(Iterations, "cg_iterations", 1);
    }

    /// <summary>The solver of a system.</summary>
    public NewtonSolver Solver(long size, long outputs)
        => Chosen != NewtonSolver.Auto || Curvature != Curvature.GaussNewton ? Chosen
        : size <= FewForAuto && size <= outputs ? NewtonSolver.Cholesky : outputs <= FewForAuto ? NewtonSolver.Woodbury : size <= FewForAuto ? NewtonSolver.Cholesky : NewtonSolver.ConjugateGradient;
}
