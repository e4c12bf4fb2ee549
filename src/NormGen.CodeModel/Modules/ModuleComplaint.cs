using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Modules;

/// <summary>Why part of a model cannot be seen.</summary>
/// <param name="Owner">The class whose member it is.</param>
/// <param name="Member">The member that holds it.</param>
/// <param name="Path">Where it stands in the model.</param>
/// <param name="Reason">The reason, as the end of a sentence that begins with the member.</param>
public sealed record ModuleComplaint(ModuleNode Owner, ISymbol? Member, string Path, string Reason);
