using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.Fused;

/// <summary>Reads an attributed method into its model.</summary>
internal static class FusedMethodReader
{
    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>The model, or null where a body could not compile anyway.</summary>
    /// <param name="context">The attributed method.</param>
    /// <param name="token">Stops the work.</param>
    public static FusedMethod? Read(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        if (context.TargetSymbol is not IMethodSymbol { PartialImplementationPart: null, IsPartialDefinition: true, IsGenericMethod: false } method) return null;
        if (context.TargetNode is not MethodDeclarationSyntax declaration || !method.IsStatic || IsFileLocal(method.ContainingType)) return null;
        var attribute = context.Attributes[0];
        if (attribute.ConstructorArguments.FirstOrDefault().Value is not string formulaName || FindFormula(method, formulaName) is not { } formula) return null;
        token.ThrowIfCancellationRequested();

        var container = TypeHierarchy.Of(method.ContainingType);
        var overloads = method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Where(IsFused).ToList();
        var ordinal = Math.Max(0, overloads.FindIndex(m => SymbolEqualityComparer.Default.Equals(m, method)));
        return new FusedMethod(
            container,
            $"{container.FileName}.{method.Name}{(ordinal == 0 ? "" : "." + (ordinal + 1))}.g.cs",
            string.Join(" ", declaration.Modifiers.Select(m => m.ValueText)),
            method.ReturnsVoid ? "void" : method.ReturnType.ToDisplayString(TypeFormat),
            Escape(method.Name),
            ordinal,
            method.Parameters.Select((p, i) => Parameter(p, isExtension: i == 0 && method.IsExtensionMethod)).ToEquatableArray(),
            Escape(formula.Name),
            formula.ReturnType.IsTupleType,
            FormulaSource.Text(formula, token),
            attribute.NamedArguments.FirstOrDefault(a => a.Key == "Source").Value.Value as string,
            Graph: null);
    }

    private static IMethodSymbol? FindFormula(IMethodSymbol method, string name)
    {
        var candidates = method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().Where(m => m.IsStatic && !SymbolEqualityComparer.Default.Equals(m, method));
        return candidates.FirstOrDefault(m => m.Parameters.Length == method.Parameters.Length
            && m.Parameters.Zip(method.Parameters, (a, b) => SymbolEqualityComparer.Default.Equals(a.Type, b.Type)).All(same => same));
    }

    /// <summary>No other file can add to a file-local type.</summary>
    private static bool IsFileLocal(INamedTypeSymbol type) => type.IsFileLocal || (type.ContainingType is { } outer && IsFileLocal(outer));

    private static bool IsFused(IMethodSymbol method) => method.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == NormGenNames.Fused);

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
        bool Has(string name) => parameter.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == name);
        var isTensor = parameter.Type.ToDisplayString() == "TorchSharp.torch.Tensor";
        return new(modifiers, parameter.Type.ToDisplayString(TypeFormat), Escape(parameter.Name), Has(NormGenNames.Updated), isTensor && !Has(NormGenNames.PerFeature));
    }

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
