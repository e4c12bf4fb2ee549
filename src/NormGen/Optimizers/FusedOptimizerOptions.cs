using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>The hyperparameters of one parameter group; null means the optimizer's own.</summary>
public abstract class FusedOptimizerOptions : OptimizerOptions, ICheckpointPart
{
    private FusedOptimizerOptions? loaded;
    private RoleOrigin? origin;

    /// <summary>The role of the group's parameters; null decides by shape (see <see cref="ParameterRoles.FromShape"/>). Fixed once the group is added.</summary>
    public ParameterRole? role { get; set; }

    /// <summary>Where the role comes from.</summary>
    internal RoleOrigin Origin
    {
        get => origin ?? (role is null ? RoleOrigin.Shapes : RoleOrigin.Given);
        set => origin = value;
    }

    /// <summary>What the group trains by apart from its role: fills gaps when the group is added.</summary>
    internal GroupTreatment Treatment { get; set; } = GroupTreatment.Usual;

    /// <summary>Whether the objective is maximized: the update goes up the gradient, the decay stays a decay.</summary>
    public bool? maximize { get; set; }

    /// <summary>How parameters of bfloat16 and float16 are kept and rounded. Fixed once the group is added.</summary>
    public HalfUpdate? half { get; set; }

    /// <summary>How half parameters are updated, also where the caller took the choice away.</summary>
    internal HalfUpdate Half => half ?? HalfUpdate.Nearest;

    /// <summary>1 to descend, -1 to ascend.</summary>
    internal double Direction => maximize == true ? -1 : 1;

    /// <summary>How a saved state is loaded; set by the optimizer that owns the group.</summary>
    internal Checkpoint? Checkpoint { get; set; }

    /// <summary>Whether every second parameter belongs to the one before.</summary>
    internal virtual bool IsPaired => false;

    /// <summary>The hyperparameters that are numbers, in the order in which they are saved.</summary>
    internal abstract double?[] Numbers { get; set; }

    /// <summary>A switch as it is saved.</summary>
    private protected static double? Number(bool? flag) => flag switch { true => 1, false => 0, null => null };

    /// <summary>A switch as it was saved.</summary>
    private protected static bool? Flag(double? number) => number is { } on ? on != 0 : null;

    /// <summary>Throws on a value that a caller may not give.</summary>
    internal void Validate()
    {
        Hyperparameter.NotNegative(LearningRate, "lr");
        ValidateNumbers(scheduled: false);
    }

    /// <summary>Throws on a value that no update can be computed with: schedules may set what a caller may not give.</summary>
    internal void ValidateScheduled()
    {
        Hyperparameter.Finite(LearningRate, "lr");
        ValidateNumbers(scheduled: true);
    }

    /// <summary>Throws on a number other than the learning rate that does not fit.</summary>
    private protected abstract void ValidateNumbers(bool scheduled);

    /// <summary>Takes what a group trains by apart from its role into filled options; the learning rate has it already.</summary>
    private protected abstract void Apply(GroupTreatment treatment);

    /// <summary>A new object of the same type.</summary>
    internal abstract FusedOptimizerOptions New();

    /// <summary>These options with every gap filled.</summary>
    internal FusedOptimizerOptions FilledFrom(FusedOptimizerOptions defaults)
    {
        var filled = New();
        filled.LearningRate = LearningRate ?? defaults.LearningRate * Treatment.RateFactor;
        filled.InitialLearningRate = filled.LearningRate ?? 0;
        filled.role = role;
        filled.origin = origin;
        filled.half = half ?? defaults.half ?? HalfUpdate.Nearest;
        filled.maximize = maximize ?? defaults.maximize ?? false;
        filled.Numbers = [.. Numbers.Zip(defaults.Numbers, (own, other) => own ?? other)];
        filled.Apply(Treatment);
        return filled;
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        Checkpoint?.SaveLayout(writer, this);
        base.SaveStateDict(writer);
        writer.Write(maximize ?? false);
        Half.Write(writer);
        foreach (var number in Numbers)
        {
            writer.Write(number.HasValue);
            writer.Write(number ?? 0);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The values are damaged, truncated or of another model; nothing is then changed.</exception>
    public override void LoadStateDict(BinaryReader reader) => (Checkpoint ?? new Checkpoint([])).Load(this, reader);

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        if (source is not FusedOptimizerOptions options || options.GetType() != GetType())
            throw new ArgumentException($"These options are of another optimizer ({source.GetType()}).", nameof(source));
        base.LoadStateDict(source);
        (maximize, half) = (options.maximize, options.half);
        Numbers = options.Numbers;
    }

    void ICheckpointPart.Read(BinaryReader reader)
    {
        Checkpoint?.CheckLayout(reader, this);
        var values = New();
        (values.InitialLearningRate, values.LearningRate, values.maximize) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean());
        values.half = HalfUpdate.Read(reader);
        var numbers = new double?[Numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var has = reader.ReadBoolean();
            var number = reader.ReadDouble();
            numbers[i] = has ? number : null;
        }

        values.Numbers = numbers;
        try
        {
            values.ValidateScheduled();
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException($"The saved optimizer state is damaged: {problem.Message} Nothing was loaded.", problem);
        }

        loaded = values;
    }

    void ICheckpointPart.Commit()
    {
        LoadStateDict(loaded!);
        loaded = null;
    }

    void ICheckpointPart.Discard() => loaded = null;
}
