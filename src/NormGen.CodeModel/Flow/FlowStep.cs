using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Flow;

/// <summary>Something that runs at a time of its own: a norm, or a change in place.</summary>
/// <param name="Made">What it makes.</param>
/// <param name="Overwritten">The tensor that it changes in place; null where it changes none.</param>
/// <param name="Place">The call, or null.</param>
/// <param name="Arms">The branches in which it stands, with the arm of each.</param>
public sealed record FlowStep(FlowNode Made, FlowNode? Overwritten, SyntaxNode? Place, ImmutableStack<(IOperation Branch, int Arm)> Arms)
{
    /// <summary>Whether one run may do both: they do not stand in different arms of one branch.</summary>
    public bool MayMeet(FlowStep other) => !Arms.Any(arm => other.Arms.Any(beside => beside.Branch == arm.Branch && beside.Arm != arm.Arm));
}
