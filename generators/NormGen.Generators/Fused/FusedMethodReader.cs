using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Formulas;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.Fused;

/// <summary>Reads an attributed method into its model.</summary>
internal static class FusedMethodReader
{
    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>The model, or null where a second half of the method could not compile whatever it says; and the files whose bodies it was read from.</summary>
    /// <param name="context">The attributed method.</param>
    /// <param name="token">Stops the work.</param>
    public static (FusedMethod? Method, ImmutableArray<SyntaxTree> Bodies) Read(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        if (context.TargetSymbol is not IMethodSymbol { PartialImplementationPart: null, IsPartialDefinition: true, IsGenericMethod: false, IsStatic: true } method) return (null, []);
        if (context.TargetNode is not MethodDeclarationSyntax declaration || !TypeParts.CanBeExtended(method.ContainingType, token)) return (null, []);
        var compilation = context.SemanticModel.Compilation;
        if (FusedSignature.Read(method, compilation, token) is not { } signature) return (null, []);

        var reading = FormulaReader.Read(signature, compilation, token);
        token.ThrowIfCancellationRequested();
        var container = TypeHierarchy.Of(method.ContainingType);
        var ordinal = Ordinal(method);
        var model = new FusedMethod(
            container,
            $"{container.FileName}.{method.Name}{(ordinal == 0 ? "" : "." + (ordinal + 1))}.g.cs",
            string.Join(" ", declaration.Modifiers.Select(m => m.ValueText)),
            method.ReturnsVoid ? "void" : method.ReturnType.ToDisplayString(TypeFormat),
            Escape(method.Name),
            method.Parameters.Select((p, i) => Parameter(p, isExtension: i == 0 && method.IsExtensionMethod)).ToEquatableArray(),
            signature.Formula is { } formula ? Escape(formula.Name) : null,
            Items(signature.Formula),
            signature.Backward is { } backward ? Escape(backward.Name) : null,
            Items(signature.Backward),
            signature.Formula is null ? "" : FormulaSource.Text(signature.Formula, token),
            context.Attributes[0].NamedArguments.FirstOrDefault(a => a.Key == "Source").Value.Value as string,
            reading.Graph is { } graph ? FormulaText.Write(graph) : null)
        {
            Inplace = signature.Inplace is >= 0 and var reused && reading.Graph is not null ? Parameter(method.Parameters[reused], isExtension: false) : null,
            InplaceResult = signature.InplaceResult,
        };

        // The header shows the formula's text even where its graph could not be read.
        return (model, signature.Formula is { } shown ? [.. reading.Bodies, .. shown.DeclaringSyntaxReferences.Select(r => r.SyntaxTree)] : reading.Bodies);
    }

    private static EquatableArray<string> Items(IMethodSymbol? formula)
        => (formula?.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Select(e => e.Name) : []).ToEquatableArray();

    /// <summary>The method's place among the fused methods of its name.</summary>
    private static int Ordinal(IMethodSymbol method)
    {
        var overloads = method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Where(m => AttributeTypes.Find(m, NormGenNames.Fused) is not null).ToList();
        return Math.Max(0, overloads.FindIndex(m => SymbolEqualityComparer.Default.Equals(m, method)));
    }

    private static FusedParameter Parameter(IParameterSymbol parameter, bool isExtension)
    {
        var modifiers = (isExtension ? "this " : "") + (parameter.IsParams ? "params " : "") + parameter.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.Out => "out ",
            RefKind.In => "in ",
            RefKind.RefReadOnlyParameter => "ref readonly ",
            _ => "",
        };
        bool Has(string name) => AttributeTypes.Find(parameter, name) is not null;
        var isTensor = TorchTypes.IsTensor(parameter.Type);
        return new(modifiers, parameter.Type.ToDisplayString(TypeFormat), Escape(parameter.Name), Has(NormGenNames.Updated), isTensor && !Has(NormGenNames.PerFeature) && !Has(NormGenNames.PerRow), isTensor);
    }

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
