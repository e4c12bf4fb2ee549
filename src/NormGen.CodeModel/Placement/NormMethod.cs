using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>What the module around a norm's method is made with.</summary>
/// <param name="Names">The method's tensors of one number a feature.</param>
/// <param name="Initial">What each of them starts at.</param>
/// <param name="Numbers">Its numbers.</param>
public sealed record NormMethod(EquatableArray<string> Names, EquatableArray<double> Initial, EquatableArray<double> Numbers);
