namespace NormGen.Optimizers;

/// <summary>How <see cref="GradNormSmoothNewton"/> solves <c>(H + lambda B) h = -g</c>.</summary>
public enum NewtonSolver
{
    /// <summary>By size: Cholesky where there are few parameters, else Woodbury where there are few outputs, else conjugate gradients. For one term, Sherman and Morrison's formula.</summary>
    Auto,

    /// <summary>The matrix in full, <c>n²</c> numbers, and its Cholesky decomposition at every trial.</summary>
    Cholesky,

    /// <summary>A system of the size of the outputs, and J in full: for Gauss-Newton.</summary>
    Woodbury,

    /// <summary>Products with J and Jᵀ alone, no matrix: for Gauss-Newton.</summary>
    ConjugateGradient,
}
