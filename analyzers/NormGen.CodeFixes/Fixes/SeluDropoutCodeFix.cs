using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Exchanges dropout and alpha dropout for NG1022, as a module or a function. Units are dropped to another value, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SeluDropoutCodeFix))]
[Shared]
public sealed class SeluDropoutCodeFix() : RuleCodeFix(RuleIds.DropoutOfAnotherActivation, keepsMeaning: false)
{
    private static readonly Dictionary<string, string> Replacements = new(StringComparer.Ordinal)
    {
        ["Dropout"] = "AlphaDropout",
        ["Dropout1d"] = "FeatureAlphaDropout",
        ["Dropout2d"] = "FeatureAlphaDropout",
        ["Dropout3d"] = "FeatureAlphaDropout",
        ["AlphaDropout"] = "Dropout",
        ["FusedAlphaDropout"] = "Dropout",
        ["dropout"] = "alpha_dropout",
        ["alpha_dropout"] = "dropout",
    };

    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var call = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault();
        if (call is null || NameOf(call.Expression) is not { } name || !Replacements.TryGetValue(name.Identifier.ValueText, out var replacement)) yield break;
        var changed = new Dictionary<SyntaxNode, SyntaxNode>();
        if (char.IsLower(replacement[0]))
        {
            // The two functions differ in whether they drop when nothing says so.
            changed[call] = call.ReplaceNode(name, Named(name, replacement)).WithArgumentList(WithTraining(call.ArgumentList));
        }
        else
        {
            changed[call] = call.ReplaceNode(name, Named(name, replacement)).WithArgumentList(Probability(call.ArgumentList));
            if (Declared(call, place) is { } type)
            {
                if (type is not { Parent: VariableDeclarationSyntax { Variables.Count: 1 } }) yield break;
                changed[type] = SyntaxFactory.IdentifierName(replacement).WithTriviaFrom(type);
            }
        }

        yield return ($"Use {replacement}: dropped units get another value, and results change", place.Root.ReplaceNodes(changed.Keys, (old, _) => changed[old]));
    }

    private static IdentifierNameSyntax? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name,
        _ => null,
    };

    private static IdentifierNameSyntax Named(IdentifierNameSyntax name, string text) => SyntaxFactory.IdentifierName(text).WithTriviaFrom(name);

    /// <summary>The probability alone: what else a module takes (a seed, in place) the other does not, or not in the same place.</summary>
    private static ArgumentListSyntax Probability(ArgumentListSyntax arguments)
        => arguments.WithArguments(SyntaxFactory.SeparatedList(arguments.Arguments.Where((argument, i) => argument.NameColon?.Name.Identifier.ValueText == "p" || argument.NameColon is null && i == 0)));

    private static ArgumentListSyntax WithTraining(ArgumentListSyntax arguments)
        => arguments.Arguments.Count > 2 || arguments.Arguments.Any(argument => argument.NameColon?.Name.Identifier.ValueText == "training") ? arguments
            : arguments.AddArguments(SyntaxFactory.Argument(SyntaxFactory.NameColon("training").WithTrailingTrivia(SyntaxFactory.Space), default, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression)).WithLeadingTrivia(SyntaxFactory.Space));

    /// <summary>Where the field that holds the module names its class.</summary>
    private static TypeSyntax? Declared(InvocationExpressionSyntax call, FixPlace place)
    {
        var symbol = call.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => place.Model.GetDeclaredSymbol(variable, place.Token),
            AssignmentExpressionSyntax assignment when assignment.Right == call => place.Model.GetSymbolInfo(assignment.Left, place.Token).Symbol,
            _ => null,
        };
        return symbol is IFieldSymbol { Type.Name: var type } field && Replacements.ContainsKey(type)
            && field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(place.Token) is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } && declaration.SyntaxTree == call.SyntaxTree
            ? declaration.Type : null;
    }
}
