using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Residuals;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>
/// Reads whether every constructor of a block calls <c>InitializeNorms</c> and then <c>RegisterComponents</c>. It looks into bodies, so it is for analyzers only; calls inside methods of the class
/// that a constructor calls count as well.
/// </summary>
public static class ConstructorReader
{
    private const string Register = "RegisterComponents";

    /// <summary>What is missing or in the wrong order.</summary>
    /// <param name="block">A class with a placement attribute.</param>
    /// <param name="token">Stops the work.</param>
    public static IEnumerable<PlacementComplaint> Read(INamedTypeSymbol block, CancellationToken token)
    {
        var scale = ScaleAttribute.Of(block) is { } attribute ? ScaleReader.Parse(attribute) : null;
        var kind = PlacementAttributes.Of(block).Select(placement => placement.Kind).FirstOrDefault();
        return Read(block, NameReader.Initializer, Call(kind, scale), kind == PlacementKind.Bare ? InitializerPurpose.Of(scale) : InitializerPurpose.Norms, token);
    }

    /// <summary>The same for a stack of blocks.</summary>
    /// <param name="stack">A class with <c>[BlockStack]</c>.</param>
    /// <param name="hasNorms">Whether it has norms at its ends.</param>
    /// <param name="token">Stops the work.</param>
    public static IEnumerable<PlacementComplaint> ReadStack(INamedTypeSymbol stack, bool hasNorms, CancellationToken token)
        => Read(stack, NameReader.Initializer, Call(PlacementKind.PreLN, null), hasNorms ? InitializerPurpose.Norms : InitializerPurpose.Count, token);

    /// <summary>The same for another generated method that makes norms.</summary>
    /// <param name="block">The class.</param>
    /// <param name="initializer">The method's name.</param>
    /// <param name="call">The call as it should stand.</param>
    /// <param name="purpose">What the method does.</param>
    /// <param name="token">Stops the work.</param>
    public static IEnumerable<PlacementComplaint> Read(INamedTypeSymbol block, string initializer, string call, InitializerPurpose purpose, CancellationToken token)
    {
        foreach (var constructor in block.InstanceConstructors)
        {
            token.ThrowIfCancellationRequested();
            if (constructor.IsImplicitlyDeclared)
            {
                // No constructor is written at all. (The copy constructor of a record is implicit as well, but a module is no record.)
                yield return new(PlacementProblem.InitializeNormsMissing, BlockReading.PlaceOf(block) ?? Location.None, Names(block.Name, call, purpose.Verb));
                continue;
            }

            // A primary constructor has another syntax and a complaint of its own; one that chains to another leaves the calls to it.
            if (constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) is not ConstructorDeclarationSyntax syntax
                || syntax.Initializer.IsKind(SyntaxKind.ThisConstructorInitializer))
                continue;

            var calls = Calls(block, initializer, syntax, new(StringComparer.Ordinal), token).ToList();
            var initialize = calls.FindIndex(c => c.Name == initializer);
            var register = calls.FindIndex(c => c.Name == Register);
            if (initialize < 0) yield return new(PlacementProblem.InitializeNormsMissing, syntax.Identifier.GetLocation(), Names(block.Name, call, purpose.Verb));
            if (register < 0) yield return new(PlacementProblem.RegisterComponentsMissing, syntax.Identifier.GetLocation(), Names(block.Name, purpose.Made ?? ""));
            else if (register < initialize && purpose.Made is { } made) yield return new(PlacementProblem.RegisterComponentsTooEarly, calls[register].Place, Names(block.Name, initializer, made));
        }
    }

    /// <summary>The calls of either method in the order of the text; those inside methods that are called stand where these are called.</summary>
    private static IEnumerable<(string Name, Location Place)> Calls(INamedTypeSymbol block, string initializer, SyntaxNode body, HashSet<string> entered, CancellationToken token)
    {
        foreach (var invocation in body.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            var name = invocation.Expression switch
            {
                IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
                MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } access => access.Name.Identifier.ValueText,
                _ => null,
            };
            if (name is null) continue;
            if (name == initializer || name == Register)
            {
                yield return (name, invocation.GetLocation());
                continue;
            }

            if (!entered.Add(name)) continue;
            foreach (var method in block.GetMembers(name).OfType<IMethodSymbol>().Where(m => !GeneratedFiles.IsFromPlacement(m)))
            {
                foreach (var reference in method.DeclaringSyntaxReferences)
                {
                    foreach (var inner in Calls(block, initializer, reference.GetSyntax(token), entered, token)) yield return (inner.Name, invocation.GetLocation());
                }
            }
        }
    }

    private static string Call(PlacementKind kind, BranchScale? scale) => $"{NameReader.Initializer}({string.Join(", ", InitializerSignature.Of(kind, scale).Select(argument => argument.Name))})";

    private static EquatableArray<string> Names(params string[] names) => names.ToEquatableArray();
}
