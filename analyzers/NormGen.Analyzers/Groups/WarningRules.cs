using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Rules.Construction;
using NormGen.Analyzers.Rules.Training;

namespace NormGen.Analyzers.Groups;

/// <summary>Rules of which a finding is an error or a warning by default: every build runs them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WarningRules() : RuleGroup(
[
    new BareNonlinearityAnalyzer(),
    new BlockAnalyzer(),
    new CancelledScaleAnalyzer(),
    new ClassNotPartialAnalyzer(),
    new ConversionAnalyzer(),
    new FirstLayerAnalyzer(),
    new FoldingAnalyzer(),
    new FullStatisticsAnalyzer(),
    new FusedAnalyzer(),
    new NormInputOverwrittenAnalyzer(),
    new NormOverWidthAnalyzer(),
    new OptimizerAnalyzer(),
    new PostNormWithoutWarmupAnalyzer(),
    new QKNormAnalyzer(),
    new ResidualScalarAnalyzer(),
    new SelfNormalizingAnalyzer(),
    new SeluAnalyzer(),
    new StatefulNormSharedAnalyzer(),
    new BatchFirstEncoderAnalyzer(),
    new EarlyUseAnalyzer(),
    new LateAssignmentAnalyzer(),
    new UnregisteredCollectionAnalyzer(),
    new UnregisteredRootAnalyzer(),
    new CoupledDecayAnalyzer(),
    new DecayedNormsAnalyzer(),
    new DisposedContextAnalyzer(),
    new HiddenOptimizerFieldAnalyzer(),
    new LateMoveAnalyzer(),
    new LeafUpdateAnalyzer(),
    new SchedulerOrderAnalyzer(),
    new ScopedStateAnalyzer(),
    new SharedParameterAnalyzer(),
    new SplitDecayAnalyzer(),
    new TiedHeadAnalyzer(),
]);
