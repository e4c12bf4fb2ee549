using NormGen.CodeModel.Collections;
using NormGen.CodeModel.QKNorms;
using NormGen.Generators.Text;

namespace NormGen.Generators.QKNorms;

/// <summary>A class with <c>[QKNorm]</c> projections, as plain values.</summary>
/// <param name="Place">Where the generated members stand.</param>
/// <param name="Projections">The projections, in the order of declaration; none where all are faulty.</param>
internal sealed record QKNormModel(TypeHierarchy Place, EquatableArray<QKProjection> Projections);
