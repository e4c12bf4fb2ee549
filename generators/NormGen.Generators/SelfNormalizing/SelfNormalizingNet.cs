using NormGen.CodeModel.SelfNormalizing;
using NormGen.Generators.Text;

namespace NormGen.Generators.SelfNormalizing;

/// <summary>A class with <c>[SelfNormalizing]</c> as the pipeline carries it.</summary>
/// <param name="Place">Where its generated half stands.</param>
/// <param name="Model">What is in it.</param>
public sealed record SelfNormalizingNet(TypeHierarchy Place, SelfNormalizingModel Model);
