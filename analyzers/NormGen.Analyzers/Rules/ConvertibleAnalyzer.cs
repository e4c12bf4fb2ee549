using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0044: a Pre-LN model for which the proof of a conversion holds, and no attribute asks for one.</summary>
public sealed class ConvertibleAnalyzer() : ModelAnalyzer(ConversionRules.Convertible, ConvertibleReader.Read, new([], [new("FusedLayerNorm", "PreLN")]));
