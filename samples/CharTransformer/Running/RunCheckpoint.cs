using CharTransformerSample.Checkpoints;
using CharTransformerSample.Options;

namespace CharTransformerSample.Running;

/// <summary>The checkpoint that a run writes. One of an earlier run in its place is set aside, not replaced: it may be all that is left of hours of training.</summary>
internal sealed class RunCheckpoint
{
    private readonly RunStart start;

    public RunCheckpoint(RunOptions options, RunStart start)
    {
        this.start = start;
        Path = RunOptions.CheckpointIn(options.Out);
        SetsAside = File.Exists(Path) && (options.Resume is null || System.IO.Path.GetFullPath(options.Resume) != System.IO.Path.GetFullPath(Path));
        Previous = System.IO.Path.ChangeExtension(Path, ".previous.bin");
    }

    public string Path { get; }

    /// <summary>Where the checkpoint of an earlier run goes.</summary>
    public string Previous { get; }

    /// <summary>Whether there is one that has not been moved yet.</summary>
    public bool SetsAside { get; private set; }

    public void Save(bool reported = false)
    {
        if (SetsAside)
        {
            File.Move(Path, Previous, overwrite: true);
            SetsAside = false;
        }

        Checkpoint.Save(Path, start.Plan, start.Text, start.Corpus, start.Trainees, reported);
    }
}
