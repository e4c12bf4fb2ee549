namespace NormGen.Optimizers;

/// <summary>What <see cref="GradNormSmoothNewton"/> takes for the Hessian. All but <see cref="Exact"/> and <see cref="Custom"/> are positive semidefinite by construction.</summary>
public enum Curvature
{
    /// <summary>None: the step is the normalized gradient, <c>-gamma · B⁻¹ g / ‖g‖</c>.</summary>
    Zero,

    /// <summary>One term <c>alpha · a aᵀ</c> with a = Jᵀ w, as the loss of the outputs defines it (<see cref="OutputLoss.RankOne"/>); solved by Sherman and Morrison's formula, without a matrix.</summary>
    RankOneFisher,

    /// <summary><c>Jᵀ D J</c>: the second derivatives D of the loss by the outputs, without those of the outputs by the parameters. For cross entropy it is the Fisher information.</summary>
    GaussNewton,

    /// <summary>The Hessian itself, by one backward pass a parameter element. Where it is indefinite, trials are rejected until the regularization outweighs it.</summary>
    Exact,

    /// <summary>A matrix of the caller's.</summary>
    Custom,
}
