namespace NormGen.CodeModel.Placement;

/// <summary>A parameter of the generated <c>InitializeNorms</c>.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it is, as documentation.</param>
public sealed record InitializerArgument(string Type, string Name, string Meaning);
