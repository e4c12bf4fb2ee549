using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>A loss of a model's outputs with its second derivatives in closed form: what Gauss-Newton and Fisher approximations need beside products with the Jacobian J of the outputs.</summary>
public abstract class OutputLoss
{
    /// <summary>The loss.</summary>
    /// <param name="outputs">The outputs, of any shape.</param>
    /// <returns>One number, differentiable.</returns>
    public abstract Tensor Value(Tensor outputs);

    /// <summary>Products <c>D v</c> with the second derivatives of the loss by the outputs, or with a positive semidefinite matrix in their place.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="directions">Directions <c>[count, .. shape of outputs]</c>.</param>
    /// <returns>The products, of the shape of <paramref name="directions"/>.</returns>
    public abstract Tensor Curve(Tensor outputs, Tensor directions);

    /// <summary>The term <c>alpha · w wᵀ</c> of the second derivatives that <see cref="Curvature.RankOneFisher"/> keeps.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <returns>alpha and w, or null where the loss has no such term.</returns>
    public virtual (double Alpha, Tensor Direction)? RankOne(Tensor outputs) => null;
}
