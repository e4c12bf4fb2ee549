using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Transformers;

namespace NormGen.Analyzers.Rules.Construction;

/// <summary>NG3016: the stock encoder attends over its first dimension.</summary>
public sealed class BatchFirstEncoderAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.BatchFirstEncoder,
        "Batch first into the stock transformer encoder",
        "'{0}' takes (sequence, batch, features), and {1} shows that dimension 1 is the sequence here: it attends across the batch; transpose before it and behind it",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "TransformerEncoder and TransformerEncoderLayer of TorchSharp have no batch_first: they attend over the first dimension. Given (batch, sequence, features), each position of a sequence attends to the same position of the other sequences of the batch, and to nothing else.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverCalls(start, BatchFirstEncoder.Read, ["call", "forward"], HasEncoder);

    // The encoder is a member of the class: where none is declared, no call need be bound.
    private static bool HasEncoder(SyntaxNode call) => call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && type.Members.Any(member => member is BaseFieldDeclarationSyntax { Declaration.Type: var held } && Named(held) || member is PropertyDeclarationSyntax { Type: var shown } && Named(shown));

    private static bool Named(TypeSyntax type) => type.ToString().Contains("TransformerEncoder");
}
