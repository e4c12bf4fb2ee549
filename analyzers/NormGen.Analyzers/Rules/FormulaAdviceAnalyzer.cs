using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Advice;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG4001 to NG4003: numerically unsound formulas of fused methods. Apart from NG0010 to NG0012, so that who switches advice off pays nothing for it.</summary>
public sealed class FormulaAdviceAnalyzer : FileRule
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [AdviceRules.VarianceByDifference, AdviceRules.ZeroWithoutEps, AdviceRules.SoftmaxWithoutMaximum];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.Fused) is not null) start.OverAnnotated(Check);
    }

    private static void Check(TypeSite context)
    {
        foreach (var method in context.Type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.PartialDefinitionPart is not null) continue; // the other half is read with its definition

            // Several formulas may share a helper, and what is found in it.
            foreach (var advice in AdviceReader.Read(method, context.Compilation, context.CancellationToken)) context.ReportOnce(AdviceRules.Of(advice));
        }
    }
}
