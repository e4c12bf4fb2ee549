using System.ComponentModel;

namespace NormGen.Folding;

/// <summary>A block whose residual branches have a common factor. Implemented by generated code, where a model of the compilation folds.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IScaledBlock
{
    /// <summary>The factor.</summary>
    double ResidualScale { get; set; }
}
