namespace NormGen.CodeModel.Transformers;

/// <summary>Where a residual block has its norms.</summary>
public enum NormPlacement
{
    /// <summary>Not known, mixed, or no residual block.</summary>
    Unknown,

    /// <summary>Pre-LN: before each branch, <c>x + f(norm(x))</c>.</summary>
    Before,

    /// <summary>Post-LN: on the stream, <c>norm(x + f(x))</c>.</summary>
    OnStream,

    /// <summary>Peri-LN: before each branch and on its output, <c>x + norm(f(norm(x)))</c>.</summary>
    Around,
}
