using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>The hyperparameters of one parameter group; null means the optimizer's own.</summary>
public abstract class FusedOptimizerOptions : OptimizerOptions
{
    /// <summary>The role of the group's parameters; null decides by shape (see <see cref="ParameterRoles.FromShape"/>). Fixed once the group is added.</summary>
    public ParameterRole? role { get; set; }

    /// <summary>Whether the objective is maximized: the update goes up the gradient, the decay stays a decay.</summary>
    public bool? maximize { get; set; }

    /// <summary>1 to descend, -1 to ascend.</summary>
    internal double Direction => maximize == true ? -1 : 1;

    /// <summary>What a saved state must fit, and how to check it; set by the optimizer that owns the group.</summary>
    internal CheckpointLayout? Layout { get; set; }

    /// <summary>The hyperparameters that are numbers, in the order in which they are saved.</summary>
    internal abstract double?[] Numbers { get; set; }

    /// <summary>Throws on a value that does not fit.</summary>
    internal abstract void Validate();

    /// <summary>A new object of the same type.</summary>
    internal abstract FusedOptimizerOptions New();

    /// <summary>These options with every gap filled.</summary>
    internal FusedOptimizerOptions FilledFrom(FusedOptimizerOptions defaults)
    {
        var filled = New();
        filled.LearningRate = LearningRate ?? defaults.LearningRate;
        filled.InitialLearningRate = filled.LearningRate ?? 0;
        filled.role = role;
        filled.maximize = maximize ?? defaults.maximize ?? false;
        filled.Numbers = [.. Numbers.Zip(defaults.Numbers, (own, other) => own ?? other)];
        return filled;
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        writer.Write(maximize ?? false);
        foreach (var number in Numbers)
        {
            writer.Write(number.HasValue);
            writer.Write(number ?? 0);
        }

        Layout?.Save(writer, this);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        // Read and check everything before the first value is changed.
        var initial = reader.ReadDouble();
        var rate = reader.ReadDouble();
        var up = reader.ReadBoolean();
        var numbers = new double?[Numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var has = reader.ReadBoolean();
            var number = reader.ReadDouble();
            numbers[i] = has ? number : null;
        }

        Layout?.Check(reader, this);
        (InitialLearningRate, LearningRate, maximize, Numbers) = (initial, rate, up, numbers);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        if (source is not FusedOptimizerOptions options || options.GetType() != GetType())
            throw new ArgumentException($"These options are of another optimizer ({source.GetType()}).", nameof(source));
        base.LoadStateDict(source);
        maximize = options.maximize;
        Numbers = options.Numbers;
    }
}
