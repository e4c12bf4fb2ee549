using Microsoft.Build.Framework;
using NormGen.Build.Loading;

namespace NormGen.Build;

/// <summary>
/// MSBuild task: patched copies of native libraries whose need for a newer C++ standard library is formal only.
/// Run by NormGen.Loading.targets; docs/loading.md tells the story.
/// </summary>
public sealed class WeakenVersionNeeds : ITask
{
    /// <inheritdoc/>
    public IBuildEngine BuildEngine { get; set; } = null!;

    /// <inheritdoc/>
    public ITaskHost HostObject { get; set; } = null!;

    /// <summary>The libraries as they come from their packages.</summary>
    [Required]
    public ITaskItem[] Libraries { get; set; } = [];

    /// <summary>The folder for patched copies.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>Whether to patch what nothing calls even if this machine has it, for deployment to older systems.</summary>
    public bool Always { get; set; }

    /// <summary>The libraries that have a patched copy now.</summary>
    [Output]
    public ITaskItem[] Replaced { get; private set; } = [];

    /// <summary>The patched copies, with the metadata of what they replace.</summary>
    [Output]
    public ITaskItem[] Patched { get; private set; } = [];

    /// <inheritdoc/>
    public bool Execute()
    {
        List<ITaskItem> replaced = [], patched = [];
        foreach (ITaskItem library in Libraries)
        {
            string copy = Path.GetFullPath(Path.Combine(OutputFolder, library.GetMetadata("DestinationSubDirectory"), Path.GetFileName(library.ItemSpec)));
            LibraryPatch patch = LibraryPatch.Create(library.ItemSpec, copy, Always, StandardLibrary.Find);
            BuildEngine.LogMessageEvent(new BuildMessageEventArgs(
                "NormGen: " + patch.Message, null, nameof(WeakenVersionNeeds), patch.IsNew ? MessageImportance.High : MessageImportance.Normal));
            if (patch.PatchedFile is not null)
            {
                replaced.Add(library);
                patched.Add(new CopiedItem(library, patch.PatchedFile));
            }
        }

        (Replaced, Patched) = ([.. replaced], [.. patched]);
        return true;
    }
}
