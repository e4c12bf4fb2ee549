namespace NormGen.Optimizers;

/// <summary>A norm by which <see cref="MNGD"/> normalizes the gradient of a matrix <c>[m, n]</c>: each makes its Frobenius norm <c>√(m · n)</c>, so that an element is 1 in root mean square.</summary>
public enum GradientNorm
{
    /// <summary>Each row to root mean square 1. By itself, once: SCALE's rule of matrices.</summary>
    Row,

    /// <summary>Each column to root mean square 1. By itself, once: SCALE's rule of embeddings.</summary>
    Column,

    /// <summary>All singular values to <c>√max(m, n)</c>: the polar factor, by a singular value decomposition. By itself, once: Muon without momentum.</summary>
    Spectral,

    /// <summary>Each element to its sign. By itself: SignSGD.</summary>
    Sign,

    /// <summary>The whole matrix divided by its root mean square. By itself: normalized gradient descent.</summary>
    Frobenius,
}
