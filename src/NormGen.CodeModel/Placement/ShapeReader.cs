using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads whether members can be added to the class at all.</summary>
internal static class ShapeReader
{
    /// <summary>Complains about what is in the way; false if nothing can be generated.</summary>
    public static bool Read(BlockReading reading)
    {
        var isPartial = true;
        for (var type = reading.Block; type is not null; type = type.ContainingType)
        {
            var declarations = type.DeclaringSyntaxReferences
                .Where(p => !p.SyntaxTree.FilePath.EndsWith(GeneratedFiles.Placement, StringComparison.Ordinal))
                .Select(p => p.GetSyntax(reading.Token)).OfType<TypeDeclarationSyntax>().ToList();
            if (declarations.FirstOrDefault(d => !d.Modifiers.Any(SyntaxKind.PartialKeyword)) is { } declaration)
            {
                isPartial = false;
                reading.Complain(PlacementProblem.NotPartial, declaration.Identifier.GetLocation(), type.Name, reading.BlockName);
            }

            if (type.IsFileLocal)
            {
                isPartial = false;
                reading.Complain(PlacementProblem.FileLocal, BlockReading.PlaceOf(type), type.Name, reading.BlockName);
            }

            if (!SymbolEqualityComparer.Default.Equals(type, reading.Block)) continue;
            if (declarations.FirstOrDefault(d => d.ParameterList is not null) is { } primary)
                reading.Complain(PlacementProblem.PrimaryConstructor, primary.ParameterList!.GetLocation(), reading.BlockName);
        }

        if (!TorchTypes.IsModule(reading.Block)) reading.Complain(PlacementProblem.NotAModule, reading.BlockLocation, reading.BlockName);
        return isPartial;
    }
}
