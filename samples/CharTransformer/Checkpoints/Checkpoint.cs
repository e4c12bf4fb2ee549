using CharTransformerSample.Data;
using CharTransformerSample.Errors;
using CharTransformerSample.Training;

namespace CharTransformerSample.Checkpoints;

/// <summary>A training that can go on as if it had never stopped.</summary>
public sealed class Checkpoint
{
    private readonly string path;
    private readonly IReadOnlyList<SavedSide> sides;

    private Checkpoint(string path, CheckpointHeader header, IReadOnlyList<SavedSide> sides)
    {
        this.path = path;
        Header = header;
        this.sides = sides;
    }

    /// <summary>What was trained, how far, and on what.</summary>
    public CheckpointHeader Header { get; }

    /// <summary>Saves a training.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="text">The file it trains on, or null for the repository.</param>
    /// <param name="corpus">The text.</param>
    /// <param name="trainees">The sides: model, optimizer and history.</param>
    /// <param name="reported">Whether the training is over and its report written.</param>
    public static void Save(string path, TrainingPlan plan, string? text, Corpus corpus, IReadOnlyList<Trainee> trainees, bool reported = false)
    {
        var header = new CheckpointHeader(plan, text is null ? null : Path.GetFullPath(text), corpus.Fingerprint, [.. trainees.Select(SideHeader.Of)], reported);
        var bytes = CheckpointFormat.Write(header, trainees.Select(trainee => SavedSide.Of(trainee.Side)));
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="UserError">There is none, or it is damaged.</exception>
    public static Checkpoint Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError(Directory.Exists(path) ? $"--resume {path} is a directory; it must be a checkpoint file." : $"--resume {path}: there is no such checkpoint.");
        }

        var (header, sides) = CheckpointFormat.Read(File.ReadAllBytes(path), path);
        return new(path, header, sides);
    }

    /// <summary>Checks that a text is the one that was trained on.</summary>
    /// <exception cref="UserError">It is another.</exception>
    public void CheckText(Corpus corpus)
    {
        if (corpus.Fingerprint != Header.TextFingerprint)
        {
            throw new UserError($"{path} was trained on another text than {corpus.Name} as it is now ({corpus.Length} bytes): batches would differ from those of the first run. Give the same text with --text, or start a new run without --resume.");
        }
    }

    /// <summary>Puts the saved state into a model and an optimizer that were made for the same plan.</summary>
    /// <param name="index">The side in the checkpoint.</param>
    /// <param name="side">The side that takes it.</param>
    /// <exception cref="UserError">They have other parameters.</exception>
    public void Restore(int index, TrainingSide side)
    {
        var saved = Header.Sides[index];
        var expected = SideHeader.Describe(side);
        if (!expected.SequenceEqual(saved.Parameters))
        {
            var held = saved.Parameters.Except(expected).FirstOrDefault() ?? "nothing more";
            var wanted = expected.Except(saved.Parameters).FirstOrDefault() ?? "nothing more";
            throw new UserError($"{path} is a checkpoint of another model: it holds {held} where this one has {wanted}.");
        }

        if (saved.Optimizer != side.Optimizer.GetType().Name)
        {
            throw new UserError($"{path} was trained with {saved.Optimizer}, this model with {side.Optimizer.GetType().Name}.");
        }

        sides[index].Restore(side);
    }
}
