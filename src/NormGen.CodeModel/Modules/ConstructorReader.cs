using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Reads what constructors and initializers put into the members of a class.</summary>
/// <param name="source">Operations of the compilation.</param>
internal sealed class ConstructorReader(SourceOperations source)
{
    private const int DeepestHelper = 4;

    private readonly ConstructorFacts facts = new();

    /// <summary>Reads a class and its bases.</summary>
    /// <param name="source">Operations of the compilation.</param>
    /// <param name="type">The class.</param>
    /// <param name="creation">The <c>new</c> that makes the instance, or null where it is not known: then every constructor counts.</param>
    /// <param name="scope">What is known where that <c>new</c> stands.</param>
    public static ConstructorFacts Read(SourceOperations source, INamedTypeSymbol type, IObjectCreationOperation? creation, ConstructorScope? scope)
    {
        var reader = new ConstructorReader(source);
        reader.ReadClass(type, creation?.Constructor, creation is null ? [] : Bind(creation.Arguments, scope ?? new()));
        return reader.facts;
    }

    private static Dictionary<int, Fact> Bind(IEnumerable<IArgumentOperation> arguments, ConstructorScope scope)
    {
        var bound = new Dictionary<int, Fact>();
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter) bound[parameter.Ordinal] = scope.FactOf(argument.Value);
        }

        return bound;
    }

    private void ReadClass(INamedTypeSymbol type, IMethodSymbol? constructor, Dictionary<int, Fact> arguments)
    {
        if (KnownModules.IsTorchSharp(type) || type.DeclaringSyntaxReferences.IsEmpty) return;
        var constructors = constructor is not null ? [constructor] : type.InstanceConstructors.Where(candidate => candidate.DeclaredAccessibility != Accessibility.Private || type.InstanceConstructors.Length == 1).ToArray();
        var isOneOfSeveral = constructors.Length > 1;
        var initializerScope = new ConstructorScope();
        var ancestors = new HashSet<string>();
        foreach (var candidate in constructors)
        {
            if (isOneOfSeveral && CallsAnother(candidate)) continue;
            var scope = new ConstructorScope();
            foreach (var parameter in candidate.Parameters)
            {
                if (!arguments.TryGetValue(parameter.Ordinal, out var fact)) continue;
                scope.SetArgument(parameter.OriginalDefinition, fact);
                initializerScope.SetArgument(parameter.OriginalDefinition, fact);
            }

            ReadConstructor(type, candidate.OriginalDefinition, scope, isOneOfSeveral, ancestors);
        }

        ReadInitializers(type, initializerScope);
        if (ancestors.Count == 0 && type.BaseType is { } parent) ReadClass(parent, null, []);
    }

    private bool CallsAnother(IMethodSymbol constructor)
        => constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.Text: "this" };

    private void ReadConstructor(INamedTypeSymbol type, IMethodSymbol constructor, ConstructorScope scope, bool isConditional, HashSet<string> readBases)
    {
        if (constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(source.Token) is not { } syntax) return;
        if (syntax is TypeDeclarationSyntax { BaseList.Types: var bases })
        {
            var call = bases.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault();
            if (call is not null) Follow(type, source.Operation(call), scope, readBases);
            return;
        }

        if (source.Operation(syntax) is not IConstructorBodyOperation body) return;
        Follow(type, (body.Initializer as IExpressionStatementOperation)?.Operation ?? body.Initializer, scope, readBases);
        var walker = new ConstructorWalker(source, facts, scope, DeepestHelper);
        walker.Walk(body.BlockBody, isConditional, false);
        walker.Walk(body.ExpressionBody, isConditional, false);
    }

    /// <summary><c>: this(..)</c> and <c>: base(..)</c>.</summary>
    private void Follow(INamedTypeSymbol type, IOperation? operation, ConstructorScope scope, HashSet<string> readBases)
    {
        if (operation is not IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor } target } call) return;
        var arguments = Bind(call.Arguments, scope);
        if (!SymbolEqualityComparer.Default.Equals(target.ContainingType.OriginalDefinition, type.OriginalDefinition))
        {
            readBases.Add(target.ContainingType.Name);
            ReadClass(target.ContainingType, target, arguments);
            return;
        }

        var inner = new ConstructorScope();
        foreach (var parameter in target.Parameters)
        {
            if (arguments.TryGetValue(parameter.Ordinal, out var fact)) inner.SetArgument(parameter.OriginalDefinition, fact);
        }

        ReadConstructor(type, target.OriginalDefinition, inner, false, readBases);
    }

    private void ReadInitializers(INamedTypeSymbol type, ConstructorScope scope)
    {
        foreach (var member in type.OriginalDefinition.GetMembers())
        {
            if (member.IsStatic || member is not (IFieldSymbol or IPropertySymbol)) continue;
            EqualsValueClauseSyntax? clause = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(source.Token) switch
            {
                VariableDeclaratorSyntax declarator => declarator.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (clause is not null && source.Operation(clause) is ISymbolInitializerOperation { Value: var value }) facts.Assign(member, new(value, scope, false, false));
        }
    }
}
