using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Streams;
using NormGen.Generators.Text;

namespace NormGen.Generators.Conversions;

/// <summary>A model class with <c>[PreRMSNorm]</c>, <c>[CRMSNorm]</c> or both, as plain values.</summary>
/// <param name="Place">Where the generated members stand.</param>
/// <param name="Name">The class's name.</param>
/// <param name="ToRMSNorm">Whether it can become Pre-RMSNorm and shall.</param>
/// <param name="ToCRMSNorm">Whether it can become Pre-CRMSNorm and shall.</param>
/// <param name="Trains">Whether training after the conversion follows the Pre-LN model, and shall.</param>
/// <param name="Norms">The norms of its stream.</param>
/// <param name="Writers">What writes the stream.</param>
public sealed record ConversionModel(TypeHierarchy Place, string Name, bool ToRMSNorm, bool ToCRMSNorm, bool Trains, EquatableArray<StreamNormRow> Norms, EquatableArray<StreamWriterRow> Writers);
