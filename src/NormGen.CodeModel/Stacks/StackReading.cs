using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Placement;

namespace NormGen.CodeModel.Stacks;

/// <summary>What reading a class with <c>[BlockStack]</c> gave.</summary>
/// <param name="Stack">The stack, or null if any complaint is an error.</param>
/// <param name="Outline">What could be read of the members to generate.</param>
/// <param name="Complaints">Everything wrong with it.</param>
public sealed record StackReading(StackModel? Stack, BlockOutline Outline, EquatableArray<PlacementComplaint> Complaints);
