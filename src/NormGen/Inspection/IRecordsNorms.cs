using System.ComponentModel;

namespace NormGen.Inspection;

/// <summary>A block whose generated <c>forward</c> can be watched: what <see cref="RecordNormsAttribute"/> makes of it. Implemented by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IRecordsNorms
{
    /// <summary>What takes the statistics, or null while nobody watches.</summary>
    NormProbe? Probe { get; set; }

    /// <summary>The sublayers by name, in the order they run.</summary>
    IReadOnlyList<KeyValuePair<string, object>> Sublayers { get; }
}
