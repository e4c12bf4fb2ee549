namespace NormGen.Inspection;

/// <summary>What was seen of a residual stream behind one sublayer in one step.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Block">The block's name in <c>named_modules()</c> of the model.</param>
/// <param name="Layer">Which block it is among those that are watched, from 0, in the order of <c>named_modules()</c>.</param>
/// <param name="Sublayer">The sublayer's name; empty for the stream that enters the first block.</param>
/// <param name="Place">Which sublayer of the block it is, from 0; -1 for the stream that enters the first block.</param>
/// <param name="Variance">The variance of all elements of the stream behind the residual addition (behind the norm, in Post-LN): <c>mean((x - mean(x))²)</c>; the mean over the calls of the step.</param>
/// <param name="MaxMagnitude">The largest magnitude among them: <c>max(|x|)</c>.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradient of all parameters of the sublayer together; NaN where none of them has one when the step ends.</param>
public sealed record NormRecord(int Step, string Block, int Layer, string Sublayer, int Place, double Variance, double MaxMagnitude, double GradientNorm);
