using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Collections;

namespace NormGen.Generators.Text;

/// <summary>Where generated members stand: the namespace and the chain of types, outermost first, as plain text that a pipeline can compare.</summary>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Types">The types, outermost first.</param>
public sealed record TypeHierarchy(string Namespace, EquatableArray<TypeDeclaration> Types)
{
    /// <summary>Reads the chain from a symbol.</summary>
    /// <param name="type">The innermost type.</param>
    public static TypeHierarchy Of(INamedTypeSymbol type)
    {
        var types = new List<TypeDeclaration>();
        for (var current = type; current is not null; current = current.ContainingType) types.Insert(0, new(Keyword(current), NameOf(current)));
        var space = type.ContainingNamespace;
        return new(space is null || space.IsGlobalNamespace ? "" : space.ToDisplayString(), types.ToEquatableArray());
    }

    /// <summary>A name for the generated file, unique for the type and legal as a file name everywhere.</summary>
    public string FileName
    {
        get
        {
            var name = string.Join(".", Types.Select(t => t.Name));
            if (Namespace.Length > 0) name = Namespace + "." + name;
            return name.Replace("@", "").Replace('<', '{').Replace('>', '}').Replace(" ", "");
        }
    }

    /// <summary>Opens the namespace and the partial types; the returned scope closes them.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isWholeFile">Whether the file has no other namespace.</param>
    /// <param name="bases">What follows the name of the innermost type.</param>
    public IDisposable Open(SourceWriter writer, bool isWholeFile = true, string bases = "")
    {
        var scopes = new Stack<IDisposable>();
        if (Namespace.Length > 0 && !isWholeFile) scopes.Push(writer.Block($"namespace {Namespace}"));
        else if (Namespace.Length > 0) writer.Line($"namespace {Namespace};\n");

        for (var i = 0; i < Types.Count; i++) scopes.Push(writer.Block($"partial {Types[i].Keyword} {Types[i].Name}{(i == Types.Count - 1 ? bases : "")}"));
        return new Scopes(scopes);
    }

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };

    private static string NameOf(INamedTypeSymbol type)
    {
        var name = Escape(type.Name);
        return type.TypeParameters.IsEmpty ? name : name + "<" + string.Join(", ", type.TypeParameters.Select(p => Escape(p.Name))) + ">";
    }

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private sealed class Scopes(Stack<IDisposable> open) : IDisposable
    {
        public void Dispose()
        {
            while (open.Count > 0) open.Pop().Dispose();
        }
    }
}
