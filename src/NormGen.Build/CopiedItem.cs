using System.Collections;
using Microsoft.Build.Framework;

namespace NormGen.Build;

/// <summary>Another item's metadata under a new path. (Microsoft.Build.Utilities has a class for it, but is not worth a dependency.)</summary>
internal sealed class CopiedItem : ITaskItem
{
    private readonly Dictionary<string, string> metadata = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies an item.</summary>
    public CopiedItem(ITaskItem original, string path)
    {
        ItemSpec = path;
        foreach (DictionaryEntry pair in original.CloneCustomMetadata())
        {
            metadata[(string)pair.Key] = (string)pair.Value!;
        }
    }

    public string ItemSpec { get; set; }

    public ICollection MetadataNames => metadata.Keys;

    public int MetadataCount => metadata.Count;

    public string GetMetadata(string metadataName) => metadata.TryGetValue(metadataName, out string? value) ? value : "";

    public void SetMetadata(string metadataName, string metadataValue) => metadata[metadataName] = metadataValue;

    public void RemoveMetadata(string metadataName) => metadata.Remove(metadataName);

    public void CopyMetadataTo(ITaskItem destinationItem)
    {
        foreach (KeyValuePair<string, string> pair in metadata)
        {
            destinationItem.SetMetadata(pair.Key, pair.Value);
        }
    }

    public IDictionary CloneCustomMetadata() => new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
}
