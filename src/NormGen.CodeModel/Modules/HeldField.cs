using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Modules;

/// <summary>A field that holds a module or a tensor, or, as a plain collection, several.</summary>
/// <param name="Name">The name under which it registers its value.</param>
/// <param name="Type">Its type.</param>
/// <param name="Member">The field as declared, or the property whose field it is.</param>
/// <param name="Held">The module or parameter type that a plain collection holds; null for any other field.</param>
internal sealed record HeldField(string Name, ITypeSymbol Type, ISymbol Member, ITypeSymbol? Held);
