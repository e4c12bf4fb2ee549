namespace NormGen.Generators.Text;

/// <summary>One type that contains generated members, as its partial declaration needs it.</summary>
/// <param name="Keyword"><c>class</c>, <c>struct</c>, <c>record</c>, <c>record struct</c> or <c>interface</c>.</param>
/// <param name="Name">Its name with type parameters, keywords escaped.</param>
public sealed record TypeDeclaration(string Keyword, string Name);
