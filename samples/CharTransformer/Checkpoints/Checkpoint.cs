using CharTransformerSample.Data;
using CharTransformerSample.Options;
using CharTransformerSample.Training;

namespace CharTransformerSample.Checkpoints;

/// <summary>A training that can go on as if it had never stopped.</summary>
public sealed class Checkpoint
{
    private readonly string path;
    private readonly byte[] model;
    private readonly byte[] optimizer;

    private Checkpoint(string path, CheckpointHeader header, byte[] model, byte[] optimizer)
    {
        this.path = path;
        Header = header;
        this.model = model;
        this.optimizer = optimizer;
    }

    /// <summary>What was trained, how far, and on what.</summary>
    public CheckpointHeader Header { get; }

    /// <summary>Saves a training.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="text">The file it trains on, or null for the repository.</param>
    /// <param name="corpus">The text.</param>
    /// <param name="trainee">Model, optimizer and history.</param>
    public static void Save(string path, TrainingPlan plan, string? text, Corpus corpus, Trainee trainee)
    {
        var side = trainee.Side;
        var header = new CheckpointHeader(plan, text is null ? null : Path.GetFullPath(text), corpus.Fingerprint, side.Optimizer.GetType().Name, CheckpointHeader.Describe(side), trainee.History);
        var bytes = CheckpointFormat.Write(header, Bytes(writer => side.Model.save(writer)), Bytes(side.Optimizer.save_state_dict));
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

        var (header, model, optimizer) = CheckpointFormat.Read(File.ReadAllBytes(path), path);
        return new(path, header, model, optimizer);
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
    /// <exception cref="UserError">They have other parameters.</exception>
    public void Restore(TrainingSide side)
    {
        var expected = CheckpointHeader.Describe(side);
        if (!expected.SequenceEqual(Header.Parameters))
        {
            var saved = Header.Parameters.Except(expected).FirstOrDefault() ?? "nothing more";
            var wanted = expected.Except(Header.Parameters).FirstOrDefault() ?? "nothing more";
            throw new UserError($"{path} is a checkpoint of another model: it holds {saved} where this one has {wanted}.");
        }

        if (Header.Optimizer != side.Optimizer.GetType().Name)
        {
            throw new UserError($"{path} was trained with {Header.Optimizer}, this model with {side.Optimizer.GetType().Name}.");
        }

        using var modelReader = new BinaryReader(new MemoryStream(model));
        side.Model.load(modelReader);
        using var optimizerReader = new BinaryReader(new MemoryStream(optimizer));
        side.Optimizer.load_state_dict(optimizerReader);
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        return stream.ToArray();
    }
}
