using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>The bodies of methods as terms: read from their syntax where every word of it is certain, bound by the compiler otherwise. Each is read once, in however many layouts a formula is tried.</summary>
/// <param name="compilation">Where the methods stand.</param>
/// <param name="alwaysBinds">Whether all bodies are bound.</param>
internal sealed class BodyTerms(Compilation compilation, bool alwaysBinds)
{
    /// <summary>With this preprocessor symbol a project has all its formulas bound: the switch for whoever suspects a difference.</summary>
    public const string BindingSymbol = "NORMGEN_BIND_FORMULAS";

    private readonly Dictionary<IMethodSymbol, Term?> known = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<SyntaxTree, SemanticModel> models = [];

    /// <summary>Whether a body was read from its syntax.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>The body of a method or local function; null where it has none.</summary>
    /// <param name="method">The method: the half with the body.</param>
    /// <param name="reference">Its declaration, in the compilation.</param>
    /// <param name="token">Stops the work.</param>
    public Term? Of(IMethodSymbol method, SyntaxReference reference, CancellationToken token)
    {
        if (!known.TryGetValue(method, out var body)) known.Add(method, body = Read(method, reference, token));
        return body;
    }

    private Term? Read(IMethodSymbol method, SyntaxReference reference, CancellationToken token)
    {
        var syntax = reference.GetSyntax(token);
        if (syntax is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)) return null;
        if (!models.TryGetValue(reference.SyntaxTree, out var model)) models.Add(reference.SyntaxTree, model = compilation.GetSemanticModel(reference.SyntaxTree));
        if (!alwaysBinds && syntax is MethodDeclarationSyntax declaration && !reference.SyntaxTree.Options.PreprocessorSymbolNames.Contains(BindingSymbol) && WrittenBody.Read(method, declaration, model, token) is { } written)
        {
            HasWritten = true;
            return written;
        }

        var body = model.GetOperation(syntax, token) switch
        {
            IMethodBodyOperation both => both.BlockBody ?? both.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            _ => null,
        };
        return body is null ? null : BoundTerms.Of(body);
    }
}
