using CharTransformerSample.Training;

namespace CharTransformerSample.Checkpoints;

/// <summary>What a side has learned, as bytes.</summary>
/// <param name="Model">Its weights.</param>
/// <param name="Optimizer">The state of its optimizer.</param>
internal sealed record SavedSide(byte[] Model, byte[] Optimizer)
{
    public static SavedSide Of(TrainingSide side) => new(Bytes(writer => side.Model.save(writer)), Bytes(side.Optimizer.save_state_dict));

    public void Restore(TrainingSide side)
    {
        using var model = new BinaryReader(new MemoryStream(Model));
        side.Model.load(model);
        using var optimizer = new BinaryReader(new MemoryStream(Optimizer));
        side.Optimizer.load_state_dict(optimizer);
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
