using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>
/// Reads what a sublayer opens and closes with, from the constructor that makes it. Only a readonly <c>Linear</c> or <c>Sequential</c> that is made once and in full view is taken apart: every other
/// module is called as it stands.
/// </summary>
/// <param name="reading">The block.</param>
internal sealed class SublayerEndsReader(BlockReading reading)
{
    private ConstructorFacts? facts;

    /// <summary>The ends, or null with the reason why the sublayer is called as it stands.</summary>
    /// <param name="member">The sublayer's field or property.</param>
    /// <param name="hasNormBefore">Whether a norm of the block stands directly before it, so that one of its own would be the second of a chain.</param>
    public (SublayerEnds? Ends, string? Kept) Read(ISymbol member, bool hasNormBefore)
    {
        var (type, isReadonly) = member switch
        {
            IFieldSymbol field => (field.Type, field.IsReadOnly),
            IPropertySymbol property => (property.Type, property.SetMethod is null),
            _ => (null, false),
        };
        if (type is null || !TorchTypes.IsModule(type)) return default;
        if (!KnownModules.IsTorchSharp(type)) return (null, $"it is a module of its own ({type.Name}), whose forward is not looked into");
        var isLinear = KnownModules.KindOf(type) == ModuleKind.Linear;
        if (!isLinear && type is not INamedTypeSymbol { Name: "Sequential", Arity: 0 }) return default;
        if (!isReadonly) return (null, "it is not readonly, so that what it holds is not known");
        var made = Facts().AssignedTo(member);
        if (made.Count != 1 || made[0].IsConditional || made[0].IsRepeated || Facts().AddedTo(member).Count > 0 || made[0].AddedInLocal.Count > 0) return (null, "how it is made cannot be seen in one place");
        var creation = made[0] with { Value = made[0].Scope.Unwrap(made[0].Value) };
        if (isLinear) return BranchStepReader.Bias(creation, -1, out var why) is { } bias ? (new(0, default, new[] { bias }.ToEquatableArray()), null) : (null, why);
        return ModuleListReader.Items(creation) is { Count: > 0 } items && !items.Any(item => item.IsLoose) ? ReadItems([.. items.Select(item => item with { Value = item.Scope.Unwrap(item.Value) })], hasNormBefore)
            : (null, "the modules of its Sequential are not written out where it is made");
    }

    private (SublayerEnds?, string?) ReadItems(List<Creation> items, bool hasNormBefore)
    {
        var closing = new List<BranchStep>();
        string? kept = null;
        var end = items.Count;
        while (end > 0)
        {
            if (BranchStepReader.Bias(items[end - 1], end - 1, out kept) is { } bias)
            {
                closing.Insert(0, bias);
                break;
            }

            // The last item left is the sublayer's own, so that the branch is never the stream itself.
            if (end == 1) break;
            if (BranchStepReader.Read(reading, items[end - 1], end - 1, out var why) is not { } step)
            {
                kept ??= why;
                break;
            }

            closing.Insert(0, step);
            end--;
        }

        var opening = new List<BranchStep>();
        while (hasNormBefore && opening.Count < end - 1 && BranchStepReader.Norm(reading, items[opening.Count], opening.Count, out _) is { } norm) opening.Add(norm);
        if (closing.Count > 0) kept = null;
        return opening.Count + closing.Count == 0 ? (null, kept) : (new(items.Count, opening.ToEquatableArray(), closing.ToEquatableArray()), kept);
    }

    /// <summary>What the constructors assign; read once for all sublayers, and only where one may be taken apart.</summary>
    private ConstructorFacts Facts()
    {
        if (facts is not null) return facts;
        var source = new SourceOperations(reading.Compilation, reading.Token);
        facts = Modules.ConstructorReader.Read(source, reading.Block, null, null);
        reading.AddBodies(source.Trees);
        return facts;
    }
}
