using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.Analyzers;

/// <summary>A type that rules look at, and what they all ask about it first.</summary>
/// <param name="file">The file in which it is declared.</param>
/// <param name="type">The type.</param>
internal sealed class TypeSite(FileWalk file, INamedTypeSymbol type)
{
    private readonly Lazy<bool> isModule = new(() => KnownModules.IsModule(type));
    private readonly Lazy<bool> isAnnotated = new(() => IsWithAttributes(type));

    /// <summary>The type.</summary>
    public INamedTypeSymbol Type => type;

    /// <summary>The compilation.</summary>
    public Compilation Compilation => file.Compilation;

    /// <summary>Stops the work.</summary>
    public CancellationToken CancellationToken => file.CancellationToken;

    /// <summary>Whether it is a module class that has instances.</summary>
    public bool IsModule => !type.IsStatic && isModule.Value;

    /// <summary>Whether it is a module class that can be made.</summary>
    public bool IsModel => type is { TypeKind: TypeKind.Class, IsAbstract: false } && IsModule;

    /// <summary>Whether it, a member of it, or a type inside it has an attribute.</summary>
    public bool IsAnnotated => isAnnotated.Value;

    /// <summary>Reports a finding, once for a compilation however many files declare the type.</summary>
    public void ReportDiagnostic(Diagnostic diagnostic) => file.Report(diagnostic, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), type);

    /// <summary>Reports a finding at a place where several classes may have it: in a base class or a helper. One finding a place is enough, whatever it says of each.</summary>
    public void ReportOnce(Diagnostic diagnostic) => file.Report(diagnostic, "", type);

    private static bool IsWithAttributes(INamedTypeSymbol type)
        => !type.GetAttributes().IsEmpty || type.GetMembers().Any(member => member is INamedTypeSymbol inner ? IsWithAttributes(inner) : !member.GetAttributes().IsEmpty);
}
