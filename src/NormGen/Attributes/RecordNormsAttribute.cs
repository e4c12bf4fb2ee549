namespace NormGen;

/// <summary>
/// Lets a block with a placement attribute be watched: while a <c>NormGen.Inspection.NormRecorder</c> is attached, its generated <c>forward</c> notes variance and largest magnitude of the residual stream behind every sublayer, and the recorder
/// adds the norm of the gradient of the sublayer's parameters. Without one, a null field is compared once a sublayer.
/// </summary>
/// <remarks>What Peri-LN (arXiv 2502.02732), Mix-LN (arXiv 2412.13795) and studies of residual depth plot.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RecordNormsAttribute : Attribute;
