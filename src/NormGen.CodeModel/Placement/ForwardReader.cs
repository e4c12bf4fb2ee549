using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads the declaration of the block's <c>forward</c>.</summary>
internal static class ForwardReader
{
    /// <summary>The declaration whose body is to be generated, or null where there is none.</summary>
    /// <param name="reading">The block.</param>
    /// <param name="declaration">Its symbol.</param>
    public static ForwardModel? Read(BlockReading reading, out IMethodSymbol? declaration)
    {
        var candidates = reading.Block.GetMembers("forward").OfType<IMethodSymbol>().ToList();
        declaration = candidates.FirstOrDefault(m => m.IsPartialDefinition && (m.PartialImplementationPart is null || GeneratedFiles.IsFromPlacement(m.PartialImplementationPart)));
        if (declaration is null || declaration.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(reading.Token) is not MethodDeclarationSyntax syntax)
        {
            var place = candidates.Count > 0 ? BlockReading.PlaceOf(candidates[0]) : reading.BlockLocation;
            var (shown, full) = ForwardDeclaration.Of(reading);
            reading.Complain(PlacementProblem.ForwardMissing, place, reading.BlockName, shown, full);
            declaration = null;
            return null;
        }

        if (TorchTypes.IsBroken(declaration.ReturnType) || declaration.Parameters.Any(p => TorchTypes.IsBroken(p.Type))) reading.IsBroken = true;
        else if (Fault(declaration) is { } reason) reading.Complain(PlacementProblem.ForwardSignature, syntax.Identifier.GetLocation(), reading.BlockName, reason);
        if (declaration.IsGenericMethod || declaration.Parameters.Any(p => p.RefKind != RefKind.None)) return null;

        return new(
            string.Join(" ", syntax.Modifiers.Select(m => m.ValueText)),
            declaration.ReturnsVoid ? "void" : TypeText.Full(declaration.ReturnType),
            declaration.Parameters.Select(p => new ForwardParameter(
                (p.IsParams ? "params " : "") + TypeText.Full(p.Type), TypeText.Escape(p.Name), TorchTypes.IsTensorOrDerived(p.Type))).ToEquatableArray());
    }

    private static string? Fault(IMethodSymbol method)
    {
        if (method.IsStatic) return "it must not be static";
        if (method.IsGenericMethod) return "it must not have type parameters";
        if (!TorchTypes.IsTensor(method.ReturnType)) return $"it must return a Tensor, not {TypeText.Short(method.ReturnType)}";
        if (method.Parameters.IsEmpty) return "its first parameter must be the residual stream, a Tensor";
        if (method.Parameters.FirstOrDefault(p => p.RefKind != RefKind.None) is { } byReference) return $"'{byReference.Name}' must not be passed by reference";
        var stream = method.Parameters[0];
        if (!TorchTypes.IsTensor(stream.Type)) return $"its first parameter must be the residual stream, a Tensor, not {TypeText.Short(stream.Type)}";
        return stream.NullableAnnotation == NullableAnnotation.Annotated ? $"the residual stream '{stream.Name}' must not be nullable" : null;
    }
}
