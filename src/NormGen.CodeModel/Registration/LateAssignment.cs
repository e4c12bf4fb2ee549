using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Registration;

/// <summary>Finds modules and parameters that a constructor makes after the registration: it has seen what the fields held before, and never looks again.</summary>
public static class LateAssignment
{
    /// <summary>Reads a module class; the sentence needs the member, what made it, and what has registered before. The kind is <c>movable</c> where the registration is a statement of the same constructor.</summary>
    public static IEnumerable<Observation> Read(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        if (type.DeclaringSyntaxReferences.IsEmpty) yield break;
        var constructors = type.InstanceConstructors.Where(constructor => MayBeLate(constructor, token)).ToList();
        if (constructors.Count == 0 || !RegistrationCalls.AreIn(type, token) || RegistrationCalls.Levels(type).Any(level => level.GetMembers("RegisterComponents").Any(member => member.IsOverride))) yield break;
        var source = new SourceOperations(compilation, token);
        var reported = new HashSet<SyntaxNode>();
        foreach (var constructor in constructors)
        {
            if (RegistrationCalls.Steps(constructor, source) is not { Before: not null } steps) continue;
            var first = steps.Before == true ? 0 : steps.Index < 0 ? int.MaxValue : steps.Index + 1;
            var late = WithHelpers(steps.Statements.Skip(first), source, new(SymbolEqualityComparer.Default)).ToList();
            if (late.Count == 0 || late.SelectMany(RegistrationCalls.OwnCalls).Any(call => RegistrationCalls.IsSingle(call.TargetMethod.Name))) continue;
            foreach (var assignment in late.SelectMany(statement => statement.DescendantsAndSelf()).OfType<ISimpleAssignmentOperation>())
            {
                if (Members.OfThis(assignment.Target) is not { } member || Counted(member, assignment.Value, source) is not { } made || !reported.Add(assignment.Target.Syntax)) continue;
                var isOwn = steps.Statements.Any(statement => statement.Syntax.Contains(assignment.Syntax));
                var isMovable = isOwn && !made.IsPart && steps.Before == false && steps.Statements[steps.Index] is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "RegisterComponents" } };
                yield return new(assignment.Target.Syntax.GetLocation(), member.Name, made.IsPart ? made.Type.Name + " in it" : made.Type.Name, steps.Before == true ? "the constructor before this one has" : "RegisterComponents() has") { Kind = isMovable ? "movable" : "" };
            }
        }
    }

    /// <summary>Statements, and the bodies of the class's own methods that they call.</summary>
    private static IEnumerable<IOperation> WithHelpers(IEnumerable<IOperation> statements, SourceOperations source, HashSet<ISymbol> entered)
    {
        foreach (var statement in statements)
        {
            yield return statement;
            foreach (var call in RegistrationCalls.OwnCalls(statement))
            {
                if (call.TargetMethod is { IsVirtual: true } or { IsAbstract: true } or { IsOverride: true } || KnownModules.IsTorchSharp(call.TargetMethod.ContainingType) || !entered.Add(call.TargetMethod.OriginalDefinition) || source.Body(call.TargetMethod) is not { } body) continue;
                foreach (var inner in WithHelpers([body], source, entered)) yield return inner;
            }
        }
    }

    /// <summary>Whether the text of a constructor leaves it open that something is assigned after the registration: most constructors end in it, and need not be read.</summary>
    private static bool MayBeLate(IMethodSymbol constructor, CancellationToken token)
    {
        if (constructor.DeclaringSyntaxReferences is not [var place] || place.GetSyntax(token) is not ConstructorDeclarationSyntax { Body.Statements: var statements } syntax) return false;
        if (syntax.Initializer is { ThisOrBaseKeyword.RawKind: (int)SyntaxKind.ThisKeyword } || constructor.ContainingType.BaseType is { } parent && !KnownModules.IsTorchSharp(parent)) return true;
        var registered = statements.FirstOrDefault(statement => statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: var called } } && called is IdentifierNameSyntax { Identifier.ValueText: "RegisterComponents" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "RegisterComponents" });
        return registered is null || registered != statements.Last();
    }

    /// <summary>The type of what is made here and has to be registered, or null. A module that comes from elsewhere may be kept out on purpose, also in a sequence of such: it is registered where it belongs, and what else is in there counts alone.</summary>
    private static (ITypeSymbol Type, bool IsPart)? Counted(ISymbol member, IOperation value, SourceOperations source)
    {
        var held = member switch { IFieldSymbol field => field.Type, IPropertySymbol property when Members.IsAuto(property) => property.Type, _ => null };
        if (!KnownModules.IsModule(held) && !KnownModules.IsTensor(held) || Made(value) is not { Type: { } type } made) return null;
        var parts = type.Name == "Sequential" ? Parts(made).ToList() : [];
        if (!parts.Exists(part => part is IParameterReferenceOperation || Members.OfThis(part) is not null)) return IsCounted(type) ? (type, false) : null;
        return parts.Select(part => Made(part)?.Type).FirstOrDefault(part => part is not null && IsCounted(part)) is { } counted ? (counted, true) : null;

        bool IsCounted(ITypeSymbol type) => KnownModules.IsParameter(type) || Registrable.Matters(type, source);
    }

    /// <summary>The modules that a sequence is made of, behind locals.</summary>
    private static IEnumerable<IOperation> Parts(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            var part = SingleValues.Behind(child);
            if (KnownModules.IsModule(part.Type)) yield return part;
            else foreach (var inner in Parts(part)) yield return inner;
        }
    }

    /// <summary>The creation behind <c>.to(device)</c>; a call of TorchSharp or a <c>new</c>.</summary>
    private static IOperation? Made(IOperation value)
    {
        for (var made = SingleValues.Bare(value); ;)
        {
            if (made is IObjectCreationOperation) return made;
            if (made is not IInvocationOperation { TargetMethod: var method } call || !KnownModules.IsTorchSharp(method.ContainingType)) return null;
            if (call.Instance is not null) return null;
            if (!method.IsExtensionMethod) return KnownModules.IsModule(call.Type) || KnownModules.IsParameter(call.Type) ? call : null;
            made = SingleValues.Bare(call.Arguments[0].Value);
        }
    }
}
