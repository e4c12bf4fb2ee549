using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Streams;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0040 to NG0043: <c>[PreRMSNorm]</c> or <c>[CRMSNorm]</c> on a model that cannot be converted, or whose training would be another.</summary>
public sealed class ConversionAnalyzer : FileRule
{
    // As they stand in OptimizerKind: these rules read the weight's norm.
    private static readonly string[] NormReadingRules = ["AdamP", "SGDP", "Adafactor", "GradNormLoRP"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [ConversionRules.Blocked, ConversionRules.Misused, ConversionRules.TrainsDifferently, ConversionRules.NormReadingRule];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.PreRMSNorm) is not null) start.OverAnnotated(Check);
    }

    private static void Check(TypeSite context)
    {
        var type = context.Type;
        var (rms, crms) = (AttributeTypes.Find(type, NormGenNames.PreRMSNorm), AttributeTypes.Find(type, NormGenNames.CRMSNorm));
        if ((rms ?? crms) is not { } attribute || TorchTypes.IsBroken(type)) return;
        var place = attribute.ApplicationSyntaxReference is { } written ? Location.Create(written.SyntaxTree, written.Span) : type.Locations[0];
        if (ResidualStreamReader.Read(type, context.Compilation, context.CancellationToken) is not { } stream)
        {
            var reason = !KnownModules.IsModule(type) ? "it does not derive from torch.nn.Module" : type.IsAbstract ? "it is abstract" : "no residual stream that LayerNorms read is found in its forward";
            context.ReportDiagnostic(Diagnostic.Create(ConversionRules.Misused, place, rms is null ? "CRMSNorm" : "PreRMSNorm", type.Name, reason));
            return;
        }

        var forTraining = rms is not null && !rms.NamedArguments.Any(argument => argument is { Key: "InferenceOnly", Value.Value: true });
        foreach (var blocker in stream.Blockers)
        {
            switch (blocker.Kind)
            {
                case StreamBlockerKind.Conversion:
                    Report(ConversionRules.Blocked, blocker, rms is null ? "Pre-CRMSNorm" : "Pre-RMSNorm");
                    break;
                case StreamBlockerKind.Compression when crms is not null && stream.Allows(StreamBlockerKind.Conversion):
                    Report(ConversionRules.Blocked, blocker, "Pre-CRMSNorm");
                    break;
                case StreamBlockerKind.Training when forTraining:
                    Report(ConversionRules.TrainsDifferently, blocker);
                    break;
            }
        }

        if (forTraining && AttributeTypes.Find(type, NormGenNames.Optimizer) is { ConstructorArguments: [{ Kind: TypedConstantKind.Enum, Type: { } kinds, Value: { } kind }, ..] } optimizer
            && kinds.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(member => Equals(member.ConstantValue, kind))?.Name is { } rule && NormReadingRules.Contains(rule))
        {
            context.ReportDiagnostic(Diagnostic.Create(ConversionRules.NormReadingRule, optimizer.ApplicationSyntaxReference is { } there ? Location.Create(there.SyntaxTree, there.Span) : place, rule, type.Name));
        }

        void Report(DiagnosticDescriptor descriptor, StreamBlocker blocker, params object[] first) => context.ReportDiagnostic(Diagnostic.Create(descriptor, blocker.Location, [type.Name, .. first, blocker.Reason]));
    }
}
