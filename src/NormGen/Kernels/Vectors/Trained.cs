namespace NormGen.Kernels;

/// <summary>Gradients of parameters are wanted: backward sums them over the rows.</summary>
public readonly struct Trained;
