using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.HandWritten;

/// <summary>Norms of a block that are all made alike, by statements of one constructor or initializers of their own, so that one attribute can make them.</summary>
/// <param name="Norm">The class of the norms where it is not the attributes' own, else empty.</param>
/// <param name="Eps">Their eps as it is to be written, or empty where it is the class's own.</param>
/// <param name="Features">The expression of their size.</param>
internal sealed record WrittenNorms(string Norm, string Eps, string Features)
{
    private static readonly HashSet<string> Understood = ["normalized_shape", "eps", "elementwise_affine", "bias"];

    /// <summary>Reads the norms; null where they differ, or something else makes or reads one.</summary>
    /// <param name="norms">The norms.</param>
    /// <param name="constructor">The class's only constructor.</param>
    /// <param name="sites">The calls in <c>forward</c>.</param>
    /// <param name="source">Operations of the compilation.</param>
    public static WrittenNorms? Of(IReadOnlyList<ModuleNode> norms, ConstructorDeclarationSyntax constructor, HashSet<SyntaxNode> sites, SourceOperations source)
    {
        if (norms.Any(norm => NameOf(norm.Type) is null || NameOf(norm.Type) != NameOf(norms[0].Type))) return null;
        string? eps = null, features = null;
        foreach (var norm in norms)
        {
            if (norm is not { Exists: true, Creations: [var creation], Member: IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsStatic: false } field } || !IsMadeOnce(creation.Syntax, field, constructor, sites)) return null;
            if (Arguments(creation) is not { } arguments || arguments.Any(argument => argument.ArgumentKind == ArgumentKind.Explicit && !Understood.Contains(argument.Parameter!.Name))) return null;
            if (norm.Argument("elementwise_affine").Truth != true || norm.Kind == ModuleKind.LayerNorm && norm.Argument("bias").Truth != true) return null;
            if (Size(arguments) is not { } size || !CanStand(size, constructor, source)) return null;
            if (!norm.Argument("normalized_shape").IsSameAs(norms[0].Argument("normalized_shape")) && features is not null && features != size.Syntax.ToString()) return null;
            var isOwn = arguments.Any(argument => argument is { Parameter.Name: "eps", ArgumentKind: ArgumentKind.Explicit, Value: not IDefaultValueOperation } && SingleValues.Bare(argument.Value).ConstantValue is not { HasValue: true, Value: null });
            if (isOwn && norm.Argument("eps").Constant is not (double or float)) return null;
            var text = isOwn ? Text(Convert.ToDouble(norm.Argument("eps").Constant, CultureInfo.InvariantCulture)) : "";
            if (norm.Kind == ModuleKind.LayerNorm && text == Text(1e-5)) text = "";
            if (eps is not null && eps != text) return null;
            (eps, features) = (text, features ?? size.Syntax.ToString());
        }

        return features is null ? null : new(NameOf(norms[0].Type)!, eps!, features);
    }

    /// <summary>How an attribute names a norm: empty for the layer norm, which it places by itself; null for norms of another formula.</summary>
    private static string? NameOf(ITypeSymbol type) => type.Name switch
    {
        "LayerNorm" when KnownModules.IsTorchSharp(type) => "",
        "FusedLayerNorm" when type.ContainingNamespace?.ToDisplayString() == "NormGen.Modules" => "",
        "RMSNorm" when type.ContainingNamespace?.ToDisplayString() == "NormGen.Modules" => "RMSNorm",
        _ => null,
    };

    private static IReadOnlyList<IArgumentOperation>? Arguments(IOperation creation) => creation switch
    {
        IInvocationOperation call => call.Arguments,
        IObjectCreationOperation { Initializer: null } made => made.Arguments,
        _ => null,
    };

    /// <summary>Whether the field gets its value by its own initializer or one statement of the constructor before it registers, and is named nowhere else but in <c>forward</c>.</summary>
    private static bool IsMadeOnce(SyntaxNode creation, IFieldSymbol field, ConstructorDeclarationSyntax constructor, HashSet<SyntaxNode> sites)
    {
        SyntaxNode? assigned = null;
        switch (creation.Parent)
        {
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } when declarator.Identifier.ValueText == field.Name && declarator.FirstAncestorOrSelf<TypeDeclarationSyntax>() == constructor.Parent:
                break;
            case AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } } assignment when block == constructor.Body:
                assigned = assignment.Left;
                break;
            default:
                return false;
        }

        return field.ContainingType.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax().DescendantNodes()).OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == field.Name)
            .All(name => assigned?.Contains(name) == true || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: var called } site && sites.Contains(site) && called.Contains(name));
    }

    /// <summary>The size of the last axis, where that is all they normalize.</summary>
    private static IOperation? Size(IReadOnlyList<IArgumentOperation> arguments) => arguments.FirstOrDefault(argument => argument.Parameter?.Name == "normalized_shape") is not { } shape ? null : SingleValues.Bare(shape.Value) switch
    {
        IArrayCreationOperation { Initializer.ElementValues: [var only] } => SingleValues.Bare(only),
        ICollectionExpressionOperation { Elements: [var only] } => SingleValues.Bare(only),
        { Type: IArrayTypeSymbol } => null,
        var size => size,
    };

    /// <summary>Whether an expression has the same value at the end of the constructor: numbers, parameters and their members (<c>options.Width</c>) that nothing in it changes.</summary>
    private static bool CanStand(IOperation size, ConstructorDeclarationSyntax constructor, SourceOperations source) => size.DescendantsAndSelf().All(part => part switch
    {
        ILiteralOperation or IParenthesizedOperation or IConversionOperation or IBinaryOperation => true,
        IFieldReferenceOperation { Field: { IsConst: true } or { IsStatic: true, IsReadOnly: true } } => true,
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => !IsWritten(parameter, constructor, source),
        IMemberReferenceOperation { Instance: IParameterReferenceOperation or IMemberReferenceOperation, Member: (IFieldSymbol or IPropertySymbol { IsIndexer: false }) and { } member } => !IsWritten(member, constructor, source),
        _ => false,
    });

    private static bool IsWritten(ISymbol symbol, ConstructorDeclarationSyntax constructor, SourceOperations source)
    {
        return source.Operation(constructor)?.Descendants().Any(operation => operation switch
        {
            IAssignmentOperation { Target: var target } => Is(target),
            IIncrementOrDecrementOperation { Target: var target } => Is(target),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var given } => Is(given),
            _ => false,
        }) != false;

        bool Is(IOperation target) => SymbolEqualityComparer.Default.Equals(target switch { IParameterReferenceOperation parameter => parameter.Parameter, IMemberReferenceOperation member => member.Member, _ => null }, symbol);
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
