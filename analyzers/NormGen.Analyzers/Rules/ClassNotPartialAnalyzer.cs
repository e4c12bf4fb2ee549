using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0001: the generated half of a type needs every declaration around it to be partial.</summary>
public sealed class ClassNotPartialAnalyzer : FileRule
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Usage(
        RuleIds.ClassNotPartial,
        "Type is not partial",
        "'{0}' must be partial: [{1}] generates a part of {2}",
        "NormGen writes a second part of the annotated type. C# joins parts only where every declaration, also of the types around it, is partial.");

    private static readonly (string Name, string Short)[] ClassAttributes =
    [
        (NormGenNames.PeriLN, "PeriLN"), (NormGenNames.PreLN, "PreLN"), (NormGenNames.PostLN, "PostLN"), (NormGenNames.OutputNorm, "OutputNorm"), (NormGenNames.MixLN, "MixLN"), (NormGenNames.BlockStack, "BlockStack"),
        (NormGenNames.Optimizer, "Optimizer"), (NormGenNames.NormalizeAndProject, "NormalizeAndProject"), (NormGenNames.ScaledResidual, "ScaledResidual"), (NormGenNames.SelfNormalizing, "SelfNormalizing"),
        (NormGenNames.PreRMSNorm, "PreRMSNorm"), (NormGenNames.CRMSNorm, "CRMSNorm"), (NormGenNames.FoldNormalization, "FoldNormalization"),
    ];

    private static readonly (string Name, string Short)[] MemberAttributes = [(NormGenNames.Fused, "Fused"), (NormGenNames.TrAct, "TrAct"), (NormGenNames.QKNorm, "QKNorm")];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
    {
        var attributes = ClassAttributes.Select(a => (Type: start.Compilation.GetTypeByMetadataName(a.Name), a.Short)).Where(a => a.Type is not null).ToImmutableArray();
        var members = MemberAttributes.Select(a => (Type: start.Compilation.GetTypeByMetadataName(a.Name), a.Short)).Where(a => a.Type is not null).ToImmutableArray();
        if (!attributes.IsEmpty || !members.IsEmpty) start.OverAnnotated(site => Check(site, attributes!, members!));
    }

    private static void Check(TypeSite context, ImmutableArray<(INamedTypeSymbol Type, string Short)> attributes, ImmutableArray<(INamedTypeSymbol Type, string Short)> members)
    {
        var type = context.Type;
        if (WithParts(type).Select(inner => (Type: inner, Reason: Reason(inner, attributes, members))).FirstOrDefault(found => found.Reason is not null) is not { Reason: { } reason } annotated) return;
        var whose = SymbolEqualityComparer.Default.Equals(annotated.Type, type) ? "it" : $"'{annotated.Type.Name}' inside it";
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(context.CancellationToken) is TypeDeclarationSyntax declaration && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
                context.ReportDiagnostic(Diagnostic.Create(Descriptor, declaration.Identifier.GetLocation(), type.Name, reason, whose));
        }
    }

    private static IEnumerable<INamedTypeSymbol> WithParts(INamedTypeSymbol type) => type.GetTypeMembers().SelectMany(WithParts).Prepend(type);

    private static string? Reason(INamedTypeSymbol type, ImmutableArray<(INamedTypeSymbol Type, string Short)> attributes, ImmutableArray<(INamedTypeSymbol Type, string Short)> members)
    {
        foreach (var (attribute, name) in attributes)
        {
            if (Has(type, attribute)) return name;
        }

        foreach (var (attribute, name) in members)
        {
            if (type.GetMembers().Any(member => Has(member, attribute))) return name;
        }

        return null;
    }

    private static bool Has(ISymbol symbol, INamedTypeSymbol attribute)
        => symbol.GetAttributes().Any(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute));
}
