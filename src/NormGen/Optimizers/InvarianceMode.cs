namespace NormGen.Optimizers;

/// <summary>Where AdamP and SGDP know from which weights are scale-invariant.</summary>
public enum InvarianceMode
{
    /// <summary>From the data flow of the model, decided at compile time. No test at run time, and no weight is taken for invariant by chance.</summary>
    Static,

    /// <summary>From the angle between weight and gradient, at every step, as the authors' code does. It takes 7 to 8 % of the steps of other weights for invariant.</summary>
    Runtime,
}
