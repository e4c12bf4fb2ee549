using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Rules.Training;

namespace NormGen.Analyzers.Groups;

/// <summary>Rules that are hidden or off by default.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HiddenRules() : RuleGroup(
[
    new ContrastiveBatchNormAnalyzer(),
    new ConvertibleAnalyzer(),
    new HandWrittenBlockAnalyzer(),
    new HandWrittenRMSNormAnalyzer(),
    new IgnoredClippingAnalyzer(),
    new PerExampleBatchNormAnalyzer(),
    new UnscopedLoopAnalyzer(),
]);
