using CharTransformerSample.Model;

namespace CharTransformerSample.Options;

/// <summary>The one thing a child process of a comparison does.</summary>
/// <param name="Side">Whose model it trains.</param>
/// <param name="KeepPages">Whether it uses the memory policy of NormGen.Kernels.</param>
public sealed record ChildRole(SideKind Side, bool KeepPages);
