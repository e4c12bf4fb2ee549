namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>What reading a class with <c>[SelfNormalizing]</c> gave.</summary>
/// <param name="Model">The class, or null where nothing can be generated.</param>
/// <param name="Complaints">Everything wrong with it.</param>
public sealed record SelfNormalizingReading(SelfNormalizingModel? Model, IReadOnlyList<SelfNormalizingComplaint> Complaints);
