using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Training;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Makes groups differ that NG3011 finds to decay alike: no decay for the one of norms and biases, the optimizer's for the others. This changes training, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GroupDecayCodeFix))]
[Shared]
public sealed class GroupDecayCodeFix() : RuleCodeFix(RuleIds.SplitDecay, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var construction = place.First.Parent?.FirstAncestorOrSelf<ExpressionSyntax>(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax);
        if (construction is null || place.Model.GetOperation(construction, place.Token) is not { } operation || OptimizerCreation.Of(operation) is not { } optimizer || ParameterGroups.Read(optimizer.Parameters, place.Values) is not { } groups) yield break;
        if (groups.Any(group => group.Creation.Syntax.SyntaxTree != place.Root.SyntaxTree || group.Parameters is null)) yield break;
        var free = groups.Where(group => UndecayedParameters.Are(group.Parameters!, place.Values)).ToList();
        if (free is not [var only]) yield break;
        if (groups.All(group => group.WeightDecay is null or > 0))
        {
            if (WithoutDecay((BaseObjectCreationExpressionSyntax)only.Creation.Syntax, only.Creation) is { } changed)
                yield return ("Set weight_decay to 0 in the group of norms and biases (this changes training)", place.Root.ReplaceNode(only.Creation.Syntax, changed));
            yield break;
        }

        // Each group sets a decay of zero, so that the optimizer's reaches none.
        var number = optimizer.Argument("weight_decay")!.Value.Syntax.ToString();
        var decaying = groups.Where(group => group != only && group.Creation is IObjectCreationOperation { Constructor.Parameters: var parameters } && parameters.Any(parameter => parameter.Name == "weight_decay")).ToList();
        if (decaying.Count != groups.Count - 1) yield break;
        var set = decaying.ToDictionary(group => group.Creation.Syntax, group => WithDecay((BaseObjectCreationExpressionSyntax)group.Creation.Syntax, group.Creation, number));
        yield return ($"Set weight_decay: {number} in the group{(decaying.Count > 1 ? "s" : "")} of weights (this changes training)", place.Root.ReplaceNodes(set.Keys, (old, _) => set[old]));
    }

    private static SyntaxNode WithDecay(BaseObjectCreationExpressionSyntax group, IOperation creation, string number)
        => group.WithArgumentList(Arguments.Written(creation, "weight_decay") is { } written ? group.ArgumentList!.ReplaceNode(written, Arguments.With(written, number)) : Arguments.Added(group.ArgumentList!, "weight_decay", number));

    private static SyntaxNode? WithoutDecay(BaseObjectCreationExpressionSyntax group, IOperation creation)
    {
        if (Arguments.Written(creation, "weight_decay") is { } written) return group.WithArgumentList(group.ArgumentList!.ReplaceNode(written, Arguments.With(written, "0")));
        if (group.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>().FirstOrDefault(made => made.Parent is ArgumentSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "Options" } } && IsOptions(made)) is { Initializer: { } options } set)
            return group.ReplaceNode(set, set.WithInitializer(Added(options, "weight_decay = 0")));
        if (group.Initializer is not { } members || members.Expressions.Any(member => member is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "Options" } }) || creation.Type is not { ContainingType: { } optimizer }) return null;
        var type = group is ObjectCreationExpressionSyntax { Type: QualifiedNameSyntax { Left: var left } } ? left.ToString() : optimizer.Name;
        return group.WithInitializer(Added(members, $"Options = new {type}.Options {{ weight_decay = 0 }}"));

        static bool IsOptions(BaseObjectCreationExpressionSyntax made) => made is ImplicitObjectCreationExpressionSyntax or ObjectCreationExpressionSyntax { Type: QualifiedNameSyntax { Right.Identifier.ValueText: "Options" } or IdentifierNameSyntax { Identifier.ValueText: "Options" } };
    }

    private static InitializerExpressionSyntax Added(InitializerExpressionSyntax initializer, string member)
    {
        var last = initializer.Expressions.Last();
        var added = SyntaxFactory.ParseExpression(member).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(last.GetTrailingTrivia());
        return initializer.WithExpressions(initializer.Expressions.Replace(last, last.WithTrailingTrivia()).Add(added));
    }
}
