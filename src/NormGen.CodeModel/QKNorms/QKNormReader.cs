using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.QKNorms;

/// <summary>Reads the members of a class with <c>[QKNorm]</c>, from declarations.</summary>
public static class QKNormReader
{
    /// <summary>The generated method.</summary>
    public const string Initializer = "InitializeQKNorms";

    private const string DefaultNorm = "NormGen.Modules.RMSNorm";

    /// <summary>The annotated members of a class, in the order of declaration.</summary>
    public static IEnumerable<ISymbol> Members(INamedTypeSymbol type)
        => type.GetMembers().Where(member => member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol && PlacementAttributes.Find(member, NormGenNames.QKNorm) is not null);

    /// <summary>Reads a class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">Where it stands.</param>
    /// <param name="token">Stops the work.</param>
    public static QKNormReading Read(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        var (projections, complaints, bodies) = (new List<QKProjection>(), new List<PlacementComplaint>(), ImmutableArray<SyntaxTree>.Empty);
        BlockReading? first = null;
        foreach (var member in Members(type))
        {
            var attribute = PlacementAttributes.Find(member, NormGenNames.QKNorm)!;
            var reading = new BlockReading(type, attribute, default, compilation, token);
            first ??= reading;
            var declared = member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;
            if (TorchTypes.IsBroken(declared) || TorchTypes.IsBroken(type.BaseType)) continue;
            if (Fault(type, member, declared) is { } fault)
            {
                complaints.Add(new(PlacementProblem.QKNormUnusable, BlockReading.PlaceOf(member) ?? Location.None, Texts(member.Name, fault)));
                continue;
            }

            var norm = NormReader.Read(reading, fuse: false, out _, DefaultNorm);
            bodies = bodies.AddRange(reading.Bodies);
            foreach (var complaint in reading.Complaints)
                complaints.Add(new(PlacementProblem.QKNormUnusable, complaint.Location, Texts(member.Name, $"its norm '{complaint.Arguments[0]}' cannot be one: {complaint.Arguments[1]}")));
            if (norm is null) continue;
            projections.Add(new(TypeText.Escape(member.Name), norm, QKNormMembers.Names(attribute, QKNormMembers.NameOf(type, member)).Select(NameReader.Named).ToEquatableArray()));
        }

        if (first is null) return new(default, true, default);
        var names = new BlockReading(type, first.Attribute, default, compilation, token);
        var owns = NameReader.Check(names, projections.SelectMany(p => p.Norms), [], (Initializer, "the method that makes the norms of queries and keys"));
        return new(projections.ToEquatableArray(), owns, complaints.Concat(names.Complaints).ToEquatableArray()) { Bodies = bodies };
    }

    private static string? Fault(INamedTypeSymbol type, ISymbol member, ITypeSymbol declared)
        => KnownModules.KindOf(declared) != ModuleKind.Linear ? $"it is {TypeText.Short(declared)}; expected the Linear that projects to queries, to keys, or (Packed = true) to queries, keys and values"
        : member.IsStatic ? "it is static: a projection belongs to its module"
        : member is IPropertySymbol { GetMethod: null } ? "it cannot be read"
        : declared.NullableAnnotation == NullableAnnotation.Annotated ? "it may be null"
        : !TorchTypes.IsModule(type) ? $"'{type.Name}' must derive from torch.nn.Module, which registers the norms"
        : null;

    private static EquatableArray<string> Texts(params string[] texts) => texts.ToEquatableArray();
}
