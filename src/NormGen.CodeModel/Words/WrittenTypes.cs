using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NormGen.CodeModel.Words;

/// <summary>The types of a file, and the names by which other code reaches them.</summary>
internal sealed class WrittenTypes
{
    /// <summary>Reads a file.</summary>
    /// <param name="partOf">The text of a declaration in it.</param>
    /// <param name="root">The file.</param>
    public WrittenTypes(Func<TextSpan, WrittenPart> partOf, SyntaxNode root)
    {
        var (named, here, everywhere) = (new List<(int, WrittenPart)>(), new List<WrittenPart>(), new List<WrittenPart>());
        foreach (var node in root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            switch (node)
            {
                case UsingDirectiveSyntax directive when directive.Alias is not null || directive.StaticKeyword.RawKind != 0:
                    (directive.GlobalKeyword.RawKind != 0 ? everywhere : here).Add(partOf(directive.Span));
                    break;
                case TypeDeclarationSyntax type:
                    named.Add((WrittenNames.Hash(type.Identifier.ValueText), partOf(type.Span)));
                    break;

                // Extension methods are called without the name of their class.
                case MethodDeclarationSyntax { Parent: TypeDeclarationSyntax around } method when IsStatic(around):
                    named.Add((WrittenNames.Hash(method.Identifier.ValueText), partOf(around.Span)));
                    break;
            }
        }

        (Named, Here, Everywhere) = ([.. named], [.. here], [.. everywhere]);
    }

    /// <summary>Each type by its name, and static ones by the names of their methods too.</summary>
    public (int Name, WrittenPart Part)[] Named { get; }

    /// <summary>Aliases and <c>using static</c>: every type of the file may mean what stands there.</summary>
    public WrittenPart[] Here { get; }

    /// <summary>Those with <c>global</c>: every type of the compilation may.</summary>
    public WrittenPart[] Everywhere { get; }

    private static bool IsStatic(TypeDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.StaticKeyword) || type.Parent is TypeDeclarationSyntax around && IsStatic(around);
}
