using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Roles;

/// <summary>Whether <c>CreateOptimizer</c> can be generated for a class with <c>[Optimizer]</c>, and for which optimizer.</summary>
/// <param name="Choice">The optimizer, or null where nothing can be generated.</param>
/// <param name="Complaints">Why not; empty also where the compiler, or NG0001, says so already.</param>
public sealed record OptimizerTarget(OptimizerChoice? Choice, IReadOnlyList<OptimizerComplaint> Complaints)
{
    /// <summary>The generated method.</summary>
    public const string Method = "CreateOptimizer";

    /// <summary>Reads a class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="attribute">Its <c>[Optimizer]</c>.</param>
    /// <param name="token">Stops the work.</param>
    public static OptimizerTarget Read(INamedTypeSymbol type, AttributeData attribute, CancellationToken token)
    {
        var complaints = new List<OptimizerComplaint>();
        var choice = attribute.ConstructorArguments is [{ Value: int value }] ? (OptimizerChoice?)value : null;
        if (choice is { } given && !Enum.IsDefined(typeof(OptimizerChoice), given)) Complain(Argument() ?? PlaceOf(type), "its argument is no value of OptimizerKind");

        var isBroken = TorchTypes.IsBroken(type.BaseType);
        if (!isBroken && !TorchTypes.IsModule(type)) Complain(PlaceOf(type), "it must derive from torch.nn.Module, whose parameters an optimizer updates");
        if (TypeParts.Around(type).FirstOrDefault(part => part.IsFileLocal) is { } local) Complain(PlaceOf(local), $"'{local.Name}' is local to its file, so no generated file can add to it");
        if (type.GetMembers(Method).FirstOrDefault(member => !GeneratedFiles.IsFromOptimizer(member)) is { } taken) Complain(PlaceOf(taken), $"it has a member '{Method}' already, the name of the generated method");

        var works = complaints.Count == 0 && !isBroken && TypeParts.CanBeExtended(type, token);
        return new(works ? choice : null, complaints);

        Location? Argument() => (attribute.ApplicationSyntaxReference?.GetSyntax(token) as AttributeSyntax)?.ArgumentList?.Arguments.FirstOrDefault()?.GetLocation();

        static Location PlaceOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(place => place.IsInSource) ?? Location.None;

        void Complain(Location place, string reason) => complaints.Add(new(place, type.Name, reason));
    }
}
