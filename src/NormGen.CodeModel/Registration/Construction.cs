namespace NormGen.CodeModel.Registration;

/// <summary>How a constructor of a module class registers what the class holds.</summary>
/// <param name="Signature">The constructor, with the defaults of its parameters.</param>
/// <param name="Registered">The names that it registers, in order.</param>
/// <param name="Late">The members that it makes after the registration: they stay out.</param>
/// <param name="IsKnown">Whether it is known: false where a condition decides, or a base class that cannot be read.</param>
public sealed record Construction(string Signature, IReadOnlyList<string> Registered, IReadOnlyList<string> Late, bool IsKnown);
