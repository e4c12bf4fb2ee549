using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>A class with <c>[SelfNormalizing]</c>, as plain data.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="DropoutRate">The probability of alpha dropout.</param>
/// <param name="HasSelu">Whether the field <c>selu</c> is generated: false where the class has a member of that name and a <c>forward</c> of its own.</param>
/// <param name="Forward">The declaration of <c>forward</c> up to its body, or null where the class has its own.</param>
/// <param name="Input">The name of what <c>forward</c> takes.</param>
/// <param name="Layers">The layers in order of declaration.</param>
public sealed record SelfNormalizingModel(string Name, double DropoutRate, bool HasSelu, string? Forward, string Input, EquatableArray<SelfNormalizingLayer> Layers)
{
    /// <summary>Whether an analyzer complains about the class: its generated members then only throw, so that the compiler does not complain about their absence.</summary>
    public bool IsFaulty { get; init; }

    /// <summary>Whether <c>InitializeSelfNormalizing</c> is to be generated: false if the class has a member of that name itself.</summary>
    public bool OwnsInitializer { get; init; } = true;
}
