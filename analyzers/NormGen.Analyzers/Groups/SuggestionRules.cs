using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Rules.Training;

namespace NormGen.Analyzers.Groups;

/// <summary>Rules of which a finding is information by default: for editors, and for builds that ask for them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SuggestionRules() : RuleGroup(
[
    new BatchNormInTransformerAnalyzer(),
    new DeadBiasAnalyzer(),
    new EpsUnderflowsAnalyzer(),
    new FormulaAdviceAnalyzer(),
    new HalfDonePeriLNAnalyzer(),
    new HalfPrecisionPreLNAnalyzer(),
    new HandWrittenSoftplusAnalyzer(),
    new MaskLostAnalyzer(),
    new MissingFinalNormAnalyzer(),
    new MomentumOverScaleInvariantWeightsAnalyzer(),
    new NormOverOneElementAnalyzer(),
    new RoundingWithoutGradientAnalyzer(),
    new UnnormalizedStackAnalyzer(),
    new WideWhereAnalyzer(),
    new AdamWeightDecayAnalyzer(),
    new DecayedResidualsAnalyzer(),
]);
