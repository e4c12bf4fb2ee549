using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>An operation that a sublayer opens or closes with and a joint computes for it.</summary>
/// <param name="Kind">What it computes.</param>
/// <param name="Type">The module it belongs to, in full: what the generated code takes it for.</param>
/// <param name="Item">Which item of the sublayer's <c>Sequential</c> that module is; -1 where it is the sublayer itself.</param>
/// <param name="Formula">The formula of a norm, else null.</param>
/// <param name="Arguments">Where the parameters of that formula are found in the module.</param>
public sealed record BranchStep(BranchStepKind Kind, string Type, int Item, NormFormula? Formula, EquatableArray<NormArgument> Arguments);
