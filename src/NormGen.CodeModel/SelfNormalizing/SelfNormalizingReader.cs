using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>Reads a class with <c>[SelfNormalizing]</c>. Symbols and declarations only; whether the constructors make the call, <see cref="Calls"/> reads.</summary>
public static class SelfNormalizingReader
{
    /// <summary>The generated method that initializes.</summary>
    public const string Initializer = "InitializeSelfNormalizing";

    /// <summary>The generated field that holds the activation.</summary>
    public const string Activation = "selu";

    /// <summary>Reads one class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="attribute">Its attribute.</param>
    /// <param name="token">Stops the work.</param>
    public static SelfNormalizingReading Read(INamedTypeSymbol type, AttributeData attribute, CancellationToken token)
    {
        var complaints = new List<SelfNormalizingComplaint>();
        var rate = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "DropoutRate").Value.Value as double? ?? 0;
        if (!(rate >= 0 && rate < 1)) Complain(PlaceOfArgument() ?? PlaceOf(type), System.FormattableString.Invariant($"DropoutRate must be at least 0 and below 1, and is {rate}"));
        var isBroken = TorchTypes.IsBroken(type.BaseType);
        if (!isBroken && !TorchTypes.IsModule(type)) Complain(PlaceOf(type), "it must derive from torch.nn.Module<Tensor, Tensor>");
        if (TypeParts.Around(type).FirstOrDefault(part => part.IsFileLocal) is { } local) Complain(PlaceOf(local), $"'{local.Name}' is local to its file, so no generated file can add to it");
        if (type.GetMembers(Initializer).FirstOrDefault(IsOwn) is { } taken) Complain(PlaceOf(taken), $"it has a member '{Initializer}' already, the name of the generated method");

        var forward = type.GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault(method => method.IsPartialDefinition && (method.PartialImplementationPart is null || GeneratedFiles.IsFromSelfNormalizing(method.PartialImplementationPart)));
        var layers = new List<SelfNormalizingLayer>();
        foreach (var member in Modules(type))
        {
            var held = HeldBy(TypeOf(member)!);
            if (held is null)
            {
                // A forward of the user's own may hold its layers as it likes.
                if (forward is null && KnownModules.KindOf(TypeOf(member)!) is ModuleKind.Sequential or ModuleKind.List) layers.Add(new(TypeText.Escape(member.Name), false));
                else if (forward is not null) Complain(PlaceOf(member), $"'{member.Name}' is a {TypeOf(member)!.Name}, and forward can be generated over Linear, Conv1d to Conv3d and ModuleLists of them only: write forward");
                continue;
            }

            layers.Add(new(TypeText.Escape(member.Name), held == ModuleKind.List));
        }

        if (layers.Count == 0 && !isBroken) Complain(PlaceOf(type), "it holds no layer: no Linear, no convolution, no Sequential or ModuleList in a field or property");
        var owner = type.GetMembers(Activation).FirstOrDefault(IsOwn);
        if (forward is not null && owner is not null) Complain(PlaceOf(owner), $"it has a member '{Activation}', the name of the generated activation: leave it out");
        if (forward is not null && (forward.Parameters.Length != 1 || !TorchTypes.IsTensor(forward.Parameters[0].Type) || !TorchTypes.IsTensor(forward.ReturnType)))
            Complain(PlaceOf(forward), "forward can be generated from one Tensor to a Tensor only");

        var (declaration, input) = forward is null ? (null, "") : (Declaration(forward, token), TypeText.Escape(forward.Parameters.FirstOrDefault()?.Name ?? ""));
        if (isBroken || !TypeParts.CanBeExtended(type, token)) return new(null, complaints);
        return new(new(type.Name, rate, owner is null, declaration, input, layers.ToEquatableArray()) { IsFaulty = complaints.Count > 0, OwnsInitializer = type.GetMembers(Initializer).All(member => !IsOwn(member)) }, complaints);

        Location? PlaceOfArgument()
            => (attribute.ApplicationSyntaxReference?.GetSyntax(token) as AttributeSyntax)?.ArgumentList?.Arguments.FirstOrDefault()?.Expression.GetLocation();

        void Complain(Location place, string reason) => complaints.Add(new(place, type.Name, reason));
    }

    /// <summary>What is wrong with the calls in constructors. Looks into bodies, so it is for analyzers only.</summary>
    public static IEnumerable<SelfNormalizingComplaint> Calls(INamedTypeSymbol type, CancellationToken token)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.IsImplicitlyDeclared || constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) is TypeDeclarationSyntax)
            {
                yield return new(PlaceOf(type), type.Name, $"a constructor with a body must call {Initializer}() behind the layers and before RegisterComponents()");
                continue;
            }

            if (constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) is not ConstructorDeclarationSyntax syntax || syntax.Initializer?.ThisOrBaseKeyword.ValueText == "this") continue;
            var calls = syntax.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(call => (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText ?? (call.Expression as IdentifierNameSyntax)?.Identifier.ValueText).ToList();
            var (initialize, register) = (calls.IndexOf(Initializer), calls.IndexOf("RegisterComponents"));
            if (initialize < 0) yield return new(syntax.Identifier.GetLocation(), type.Name, $"its constructor does not call {Initializer}(), behind the layers and before RegisterComponents(): without it they have torch's initialization");
            else if (register >= 0 && register < initialize) yield return new(syntax.Identifier.GetLocation(), type.Name, $"its constructor calls RegisterComponents() before {Initializer}(): the activation would not follow train() and eval()");
        }
    }

    /// <summary>The members that hold modules, in order of declaration.</summary>
    internal static IEnumerable<ISymbol> Modules(INamedTypeSymbol type)
        => type.GetMembers().Where(member => member is IFieldSymbol { AssociatedSymbol: null } or IPropertySymbol { IsIndexer: false } && !member.IsStatic && IsOwn(member) && KnownModules.IsModule(TypeOf(member)));

    private static bool IsOwn(ISymbol member) => !GeneratedFiles.IsFromSelfNormalizing(member);

    private static ITypeSymbol? TypeOf(ISymbol member) => member is IFieldSymbol field ? field.Type : (member as IPropertySymbol)?.Type;

    /// <summary>Linear, convolution, or a list of them; null for anything else.</summary>
    private static ModuleKind? HeldBy(ITypeSymbol type) => KnownModules.KindOf(type) switch
    {
        ModuleKind.Linear => ModuleKind.Linear,
        ModuleKind.Convolution => ModuleKind.Convolution,
        ModuleKind.List when type is INamedTypeSymbol { Name: "ModuleList", TypeArguments: [var item] } && KnownModules.KindOf(item) is ModuleKind.Linear or ModuleKind.Convolution => ModuleKind.List,
        _ => null,
    };

    private static string Declaration(IMethodSymbol forward, CancellationToken token)
    {
        var modifiers = (forward.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) as MethodDeclarationSyntax)?.Modifiers.Select(modifier => modifier.ValueText) ?? [];
        return $"{string.Join(" ", modifiers)} {TypeText.Full(forward.ReturnType)} forward({string.Join(", ", forward.Parameters.Select(parameter => $"{TypeText.Full(parameter.Type)} {TypeText.Escape(parameter.Name)}"))})";
    }

    private static Location PlaceOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(place => place.IsInSource) ?? Location.None;
}
