using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Transformers;

/// <summary>A batch norm over tokens inside a transformer block.</summary>
/// <param name="Place">The name in the expression that makes it, or in the call of the function.</param>
/// <param name="Name">The class or function.</param>
/// <param name="Layout">Where the channels stand that it normalizes.</param>
public sealed record TokenBatchNorm(Location Place, string Name, TokenLayout Layout);
