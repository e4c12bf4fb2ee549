using System.Globalization;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Stacks;

/// <summary>Reads a class with <c>[BlockStack]</c>. Symbols only: the norm, the placement and the schedule are those of its blocks' attribute.</summary>
public static class StackReader
{
    /// <summary>The field that holds the number of blocks.</summary>
    public const string DepthField = "stackDepth";

    /// <summary>The field that holds the number of Post-LN blocks.</summary>
    public const string PostLayersField = "postLayers";

    /// <summary>Reads one class.</summary>
    /// <param name="stack">The class.</param>
    /// <param name="compilation">Where it stands.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>The reading, or null if the class carries no <c>[BlockStack]</c>.</returns>
    public static StackReading? Read(INamedTypeSymbol stack, Compilation compilation, CancellationToken token)
    {
        if (PlacementAttributes.Find(stack, NormGenNames.BlockStack) is not { } attribute) return null;
        var lists = StackMembers.Lists(stack).ToList();
        var (placement, kind) = lists.Count == 1 ? PlacementAttributes.Of(lists[0].Block).First() : default;
        var reading = new BlockReading(stack, attribute, kind, compilation, token);
        var isPartial = ShapeReader.Read(reading);
        var forward = ForwardReader.Read(reading, out var declaration);
        token.ThrowIfCancellationRequested();
        if (PlacementAttributes.Of(stack).Any()) Complain("it is a block itself: a stack has no sublayers of its own");
        if (lists.Count == 0 && !reading.IsBroken && !HasBrokenMember(stack)) Complain("it has no ModuleList of blocks with a placement attribute");
        if (lists.Count > 1) Complain($"it has several lists of blocks: {string.Join(", ", lists.Select(list => $"'{list.Member.Name}'"))}");

        var embed = Norm(attribute, "EmbedNorm", StackMembers.EmbedNorm, otherwise: false);
        var final = Norm(attribute, "FinalNorm", StackMembers.FinalNorm, otherwise: StackMembers.HasFinalNorm(placement));
        var depth = ReadDepth(reading);
        var members = new List<(string, string)> { (NameReader.FeaturesField, "the field of the number of features"), (DepthField, "the field of the number of blocks") };
        if (kind == PlacementKind.MixLN) members.Add((PostLayersField, "the field of the number of Post-LN blocks"));
        var owns = NameReader.Check(reading, new[] { embed, final }.OfType<NormMember>(), members, (NameReader.Initializer, "the method that makes the norms"));
        var outline = new BlockOutline(isPartial, InitializerSignature.Of(PlacementKind.PreLN, null), owns, forward);
        if (placement is null) return new(null, outline, reading.Complaints);

        var (member, block) = lists[0];
        var schedule = ReadSchedule(reading, placement, kind, depth);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var call = SublayerCallReader.Read(reading, member, declaration, used, block);
        foreach (var parameter in declaration?.Parameters.Skip(1).Where(p => call is not null && !used.Contains(p.Name)) ?? [])
            reading.Complain(PlacementProblem.ParameterUnused, BlockReading.PlaceOf(parameter), parameter.Name, reading.BlockName);

        // The block's own reading says what is wrong with its norm.
        var norm = NormReader.Read(new(stack, placement, kind, compilation, token), fuse: false, out _);
        var isFused = PlacementAttributes.Argument(placement, "Fuse") is not { Value: false };
        var model = reading.HasErrors || norm is null || forward is null || call is null ? null
            : new StackModel(stack.Name, block.Name, TypeText.Escape(member.Name), kind, norm, embed, final, depth, schedule, forward, call.Value.Arguments)
            {
                Method = call.Value.Method,
                CallsForms = schedule is not null && isFused && SymbolEqualityComparer.Default.Equals(block.ContainingAssembly, compilation.Assembly),
            };
        return new(model, outline, reading.Complaints);

        void Complain(string reason) => reading.Complain(PlacementProblem.StackUnusable, reading.BlockLocation, reading.BlockName, reason);
    }

    private static NormMember? Norm(AttributeData attribute, string property, string name, bool otherwise)
        => StackMembers.Has(attribute, property, otherwise) ? new(name, char.ToLowerInvariant(property[0]) + property.Substring(1), property) : null;

    private static int? ReadDepth(BlockReading reading)
    {
        if (PlacementAttributes.Argument(reading.Attribute, "Depth") is not { Value: int depth }) return null;
        if (depth > 0) return depth;
        reading.Complain(PlacementProblem.StackUnusable, reading.PlaceOf(reading.Attribute, "Depth"), reading.BlockName, $"Depth is {depth.ToString(CultureInfo.InvariantCulture)}, and a stack has one block or more");
        return null;
    }

    private static MixSchedule? ReadSchedule(BlockReading reading, AttributeData placement, PlacementKind kind, int? depth)
    {
        if (kind != PlacementKind.MixLN) return null;
        var schedule = ScheduleReader.Of(placement);
        // Where the schedule itself is none, the block's reading says so.
        if (depth is not { } blocks || schedule is { PostLayers: < 0 } || !(schedule.Alpha >= 0 && schedule.Alpha <= 1)) return schedule;
        var post = schedule.Of(blocks);
        var place = reading.PlaceOf(reading.Attribute, "Depth");
        if (post > blocks) reading.Complain(PlacementProblem.ScheduleUnusable, place, reading.BlockName, $"a schedule with {Text(post)} Post-LN blocks needs a stack of as many or more", Text(blocks));
        else if (post == 0 || post == blocks) reading.Complain(PlacementProblem.ScheduleDegenerate, place, reading.BlockName, post == 0 ? "Pre" : "Post", Text(blocks));
        return schedule;
    }

    /// <summary>A member whose type could not be found may have been the list: the compiler has said why.</summary>
    private static bool HasBrokenMember(INamedTypeSymbol stack) => stack.GetMembers().Any(member => member is IFieldSymbol field && TorchTypes.IsBroken(field.Type) || member is IPropertySymbol property && TorchTypes.IsBroken(property.Type));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
