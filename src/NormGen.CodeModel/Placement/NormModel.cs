using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>The module that a block uses as its norm.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Type">Its type in full.</param>
/// <param name="Accessibility">How far a property of that type can be seen: <c>public</c>, <c>internal</c> or <c>private</c>.</param>
/// <param name="Eps">The number its constructor is given as <c>eps</c>, or null for its own default.</param>
/// <param name="Formula">What computes it, or null where the module is only called.</param>
/// <param name="Arguments">Where the formula's parameters after the first are found in the module, one for each.</param>
public sealed record NormModel(string Name, string Type, string Accessibility, double? Eps, NormFormula? Formula, EquatableArray<NormArgument> Arguments)
{
    /// <summary>In the place of a norm where a block has none.</summary>
    public static NormModel None { get; } = new("no norm", "", "private", null, null, default);

    /// <summary>Where the norm is a method: the tensors and numbers that the module around it holds; else null.</summary>
    public NormMethod? Method { get; init; }
}
