using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeFixes;

/// <summary>Where a fix is asked for.</summary>
/// <param name="Document">The document.</param>
/// <param name="Root">Its syntax.</param>
/// <param name="Model">Its meaning.</param>
/// <param name="Diagnostic">What was found.</param>
/// <param name="Token">Stops the work.</param>
internal sealed record FixPlace(Document Document, SyntaxNode Root, SemanticModel Model, Diagnostic Diagnostic, CancellationToken Token)
{
    /// <summary>The token that the finding begins with.</summary>
    public SyntaxToken First => Root.FindToken(Diagnostic.Location.SourceSpan.Start);

    /// <summary>Follows names of the compilation to their values.</summary>
    public SourceValues Values => new(new(Model.Compilation, Token));
}
