using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3030: tensors of a step wait for the garbage collector.</summary>
public sealed class UnscopedLoopAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.UnscopedLoop,
        "Training loop outside any dispose scope",
        "The tensors of each step wait for the garbage collector, which does not see how much memory they hold: open torch.NewDisposeScope() in the loop",
        RuleCategories.Construction,
        DiagnosticSeverity.Hidden,
        "A Tensor is a small object for the garbage collector, whatever it holds outside. A dispose scope around each step frees its tensors at once.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverCalls(start, UnscopedLoop.Read, ["backward"]);
}
