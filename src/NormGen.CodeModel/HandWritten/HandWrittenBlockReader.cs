using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Reviews;

namespace NormGen.CodeModel.HandWritten;

/// <summary>Finds blocks whose <c>forward</c> is, step by step, what a placement attribute would generate, and whose norms it would make.</summary>
public static class HandWrittenBlockReader
{
    /// <summary>What stands between the parts of a branch in a finding's arguments.</summary>
    public const char Separator = '|';

    /// <summary>Reads a class: branches <c>x + f(Norm(x))</c>, <c>Norm(x + f(x))</c>, <c>x + Norm(f(Norm(x)))</c> or <c>x + Norm(f(x))</c>, each with or without a dropout, one behind the other and nothing else.</summary>
    /// <returns>The class, the attribute, its norm and eps (empty for their defaults), the size of the stream; then for each branch the sublayer's field and its name in the state, the names in the state and the fields of both norms, and the dropout (empty for none).</returns>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        var root = graph.Root;
        if (root is not { Kind: ModuleKind.Custom, Type: INamedTypeSymbol { IsRecord: false, BaseType: { } parent } type } || !KnownModules.IsModuleBase(parent) || IsFileLocal(type)) yield break;
        var source = graph.Tree.Source;
        if (WrittenForward.Of(type, source.Token) is not var (forward, syntax)) yield break;
        if (graph.Flow is not { IsComplete: true, Escapes.IsEmpty: true, Outputs.Length: 1 } flow || flow.Steps.Any(step => step.Overwritten is not null) || !flow.Inputs.TryGetValue(forward.Parameters[0].Name, out var stream)) yield break;

        var written = new WrittenBranches(flow, source);
        if (written.From(stream) is not { } branches || Constructor(type, syntax.Parent, source.Token) is not { } constructor || source.Body(forward) is not { } body || !WrittenForward.IsPlain(body, written.Sites)) yield break;
        var used = new HashSet<string>();
        if (!written.Calls.All(call => WrittenForward.HandsOn(call.Value, call.Key.Type, forward, used)) || used.Count != forward.Parameters.Length - 1) yield break;
        if (!AreFieldsInOrder([.. branches.Select(branch => branch.Sublayer)], syntax.Parent!) || WrittenNorms.Of([.. branches.SelectMany(branch => branch.Norms)], constructor, written.Sites, source) is not { } norms) yield break;
        if (type.Locations.FirstOrDefault(location => location.IsInSource && location.SourceTree == syntax.SyntaxTree && syntax.Parent!.Span.Contains(location.SourceSpan)) is { } place)
            yield return new(place, [type.Name, branches[0].Placement!, norms.Norm, norms.Eps, norms.Features, .. branches.Select(Text)]);
    }

    private static string Text(WrittenBranch branch)
    {
        var (first, second) = (branch.NormIn ?? branch.NormOut, branch.NormIn is null ? null : branch.NormOut);
        return string.Join(Separator.ToString(), branch.Sublayer.Member!.Name, StateName(branch.Sublayer), first!.Name, first.Member!.Name, second?.Name, second?.Member!.Name, branch.Dropout?.Member!.Name);
    }

    /// <summary>The name that the norms of a sublayer take theirs from.</summary>
    private static string StateName(ModuleNode sublayer) => sublayer.Name == sublayer.Member!.Name ? sublayer.Name.TrimStart('_') : sublayer.Name;

    /// <summary>The class's only constructor, where it registers by a statement of its own and stands in the declaration with <c>forward</c>.</summary>
    private static ConstructorDeclarationSyntax? Constructor(INamedTypeSymbol type, SyntaxNode? declaration, CancellationToken token)
    {
        if (type.InstanceConstructors is not [{ DeclaringSyntaxReferences: [var place] }] || place.GetSyntax(token) is not ConstructorDeclarationSyntax constructor || constructor.Parent != declaration) return null;
        var calls = constructor.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "RegisterComponents" } or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: "RegisterComponents" }).ToList();
        if (calls is not [var register]) return null;

        // Norms that are made behind it would not be registered, and the generated ones would.
        var isStatement = register.Parent == constructor.ExpressionBody || register.Parent is ExpressionStatementSyntax statement && statement.Parent == constructor.Body && constructor.Body!.Statements.SkipWhile(other => other != statement).Skip(1).All(other => !other.DescendantNodes().Any(node => node is AssignmentExpressionSyntax));
        return isStatement ? constructor : null;
    }

    /// <summary>Whether sublayers are fields that are declared in the order in which they run: the generated <c>forward</c> runs them in that one.</summary>
    private static bool AreFieldsInOrder(IReadOnlyList<ModuleNode> sublayers, SyntaxNode declaration)
    {
        var places = sublayers.Select(sublayer => sublayer.Member is IFieldSymbol { IsStatic: false, Type.NullableAnnotation: not NullableAnnotation.Annotated, DeclaringSyntaxReferences: [var place] } && place.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>() == declaration ? place.Span.Start : -1).ToList();
        return places[0] >= 0 && places.Zip(places.Skip(1), (earlier, later) => earlier < later).All(isInOrder => isInOrder);
    }

    private static bool IsFileLocal(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal) return true;
        }

        return false;
    }
}
